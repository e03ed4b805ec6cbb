/// SETs per second of a bare hiredis loop: lock-step pipelines of `batch` over at most 1000 `keys` for `seconds`, each value
/// `length` bytes. Negative when Redis does not answer.
double baseline_redis_sets_per_second(const char *socket, int keys, int batch, double seconds, const char *value, int length);
