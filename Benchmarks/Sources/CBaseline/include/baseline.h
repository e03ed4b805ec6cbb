/// SETs per second of a bare hiredis loop: lock-step pipelines of `batch` over at most 1000 `keys` for `seconds`, each value
/// `length` bytes. Negative when Redis does not answer.
double baseline_redis_sets_per_second(const char *socket, int keys, int batch, double seconds, const char *value, int length);

/// Seconds that a bare SQLite cursor takes for the symbol, the time and the content of all `rows` of the history at `path`, in the
/// order of its key. Negative when it cannot be read.
double baseline_sqlite_read(const char *path, long long rows);

/// Seconds that a bare SQLite loop takes to insert so many rows of so many symbols into the table `rows` of the history at
/// `path`, in order of time and one transaction, and to move them from the `-wal` file into it. Negative when it cannot.
double baseline_sqlite_insert(const char *path, long long rows, int symbols);
