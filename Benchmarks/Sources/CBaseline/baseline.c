#include "baseline.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double baseline_redis_sets_per_second(const char *socket, int keys, int batch, double seconds, const char *value, int length) {
    redisContext *context = redisConnectUnix(socket);
    if (!context || context->err) return -1;
    // Keys are made beforehand: the loop measures Redis and hiredis, not printf.
    static char names[1000][32];
    static size_t name_lengths[1000];
    if (keys > 1000) return -1;
    for (int i = 0; i < keys; i++) name_lengths[i] = (size_t)snprintf(names[i], sizeof names[i], "quote:SYM%04d", i);
    unsigned long long sets = 0;
    int key = 0;
    double start = now();
    while (now() - start < seconds) {
        for (int i = 0; i < batch; i++, key = key + 1 == keys ? 0 : key + 1) {
            const char *arguments[3] = {"SET", names[key], value};
            size_t lengths[3] = {3, name_lengths[key], (size_t)length};
            redisAppendCommandArgv(context, 3, arguments, lengths);
        }
        for (int i = 0; i < batch; i++) {
            redisReply *reply;
            if (redisGetReply(context, (void **)&reply) || reply->type != REDIS_REPLY_STATUS) return -1;
            freeReplyObject(reply);
        }
        sets += (unsigned)batch;
    }
    double elapsed = now() - start;
    redisFree(context);
    return (double)sets / elapsed;
}
