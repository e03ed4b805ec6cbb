#include "baseline.h"

#include <sqlite3.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double baseline_sqlite_read(const char *path, long long rows) {
    sqlite3 *database;
    sqlite3_stmt *statement;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, 0)) return -1;
    sqlite3_exec(database, "PRAGMA cache_size = -8000", 0, 0, 0);
    double start = now();
    const char *sql = "SELECT symbol, time, kind, p1, p2, p3, n1, n2, n3, p4 FROM rows "
                      "ORDER BY source, symbol, time, ordinal";
    if (sqlite3_prepare_v2(database, sql, -1, &statement, 0)) return -1;
    volatile long long sum = 0;
    for (; sqlite3_step(statement) == SQLITE_ROW; rows--)
        for (int column = 0; column < 10; column++) sum += sqlite3_column_int64(statement, column);
    sqlite3_finalize(statement);
    double elapsed = now() - start;
    sqlite3_close(database);
    return rows == 0 ? elapsed : -1;
}

double baseline_sqlite_insert(const char *path, long long rows, int symbols) {
    sqlite3 *database;
    sqlite3_stmt *statement;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0)) return -1;
    sqlite3_exec(database, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000", 0, 0, 0);
    double start = now();
    sqlite3_exec(database, "BEGIN IMMEDIATE", 0, 0, 0);
    const char *sql = "INSERT INTO rows (source, symbol, time, ordinal, kind, p1, p2, p3, n1, n2, n3) "
                      "VALUES (1, ?, ?, 0, 3, ?, ?, ?, ?, ?, ?)";
    if (sqlite3_prepare_v2(database, sql, -1, &statement, 0)) return -1;
    for (long long i = 0; i < rows; i++) {
        long long price = (150000 + i % 997) * 1000000;
        sqlite3_bind_int64(statement, 1, 1 + i % symbols);
        sqlite3_bind_int64(statement, 2, 1705329000000000000 + i / symbols * 1000000000 + i % symbols * 1000000);
        sqlite3_bind_int64(statement, 3, price);
        sqlite3_bind_int64(statement, 4, price - 10000000);
        sqlite3_bind_int64(statement, 5, price + 10000000);
        for (int size = 6; size <= 8; size++) sqlite3_bind_int64(statement, size, 100);
        if (sqlite3_step(statement) != SQLITE_DONE) return -1;
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    if (sqlite3_exec(database, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", 0, 0, 0)) return -1;
    double elapsed = now() - start;
    sqlite3_close(database);
    return elapsed;
}
