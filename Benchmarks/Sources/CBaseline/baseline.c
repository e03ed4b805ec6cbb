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
    unsigned long long sets = 0;
    int key = 0;
    double start = now();
    while (now() - start < seconds) {
        for (int i = 0; i < batch; i++, key = key + 1 == keys ? 0 : key + 1) {
            char name[32];
            int name_length = snprintf(name, sizeof name, "quote:SYM%04d", key);
            const char *arguments[3] = {"SET", name, value};
            size_t lengths[3] = {3, (size_t)name_length, (size_t)length};
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
