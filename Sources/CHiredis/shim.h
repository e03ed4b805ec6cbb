#include <hiredis/hiredis.h>
// Wakes the thread that owns a connection out of poll; the Glibc module of Swift leaves it out.
#include <sys/eventfd.h>
