/* A disk that can be watched and can fail: preloaded (LD_PRELOAD), it stands between a process and libc.

   disk_watch(folder, log)     from now on every change of a file below `folder` is counted, and appended to `log`
                               (NULL: only counted); disk_watch(NULL, NULL) ends it
   disk_note(text)             puts a remark into the log: "what came before this was acknowledged"
   disk_fail(at, error, how)   at the change number `at` from now: ONCE it fails with `error`; FULL it and all later
                               ones that need room fail; HALF is like FULL, but of a write the half gets through;
                               KILL the process dies before it; TORN it dies when half of the write got through
   disk_count()                how many changes there were since the last disk_watch or disk_fail

   Only for tests, on Linux, in one process. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, UNLINK, RENAME, LINK, MKDIR, SYNC, SYNC_FOLDER, NOTE };

#define FILES 4096
static char *names[FILES];
static char root[PATH_MAX];
static size_t root_length;
static int log_file = -1;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
enum { ONCE, FULL, HALF, KILL, TORN };
static long count, fail_at;
static int fail_error, fail_how;

struct head { uint32_t kind, first, second, unused; uint64_t offset, length; };

static int is_watched(const char *path) {
    return root_length && path && strncmp(path, root, root_length) == 0
        && (path[root_length] == '/' || path[root_length] == 0);
}

static void put(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length) {
        long done = syscall(SYS_write, log_file, at, length);
        if (done <= 0) abort();
        at += done, length -= done;
    }
}

static void record(int kind, const char *first, const char *second, uint64_t offset, const void *bytes,
                   uint64_t length) {
    if (log_file < 0) return;
    struct head head = {kind, strlen(first), strlen(second), 0, offset, length};
    pthread_mutex_lock(&writing);
    put(&head, sizeof head);
    put(first, head.first);
    put(second, head.second);
    if (bytes) put(bytes, length);
    pthread_mutex_unlock(&writing);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* Count a change; 1 when it is to fail. `half` is where a write may say that only half of it is to be done. */
static int fails_or_halves(int needs_room, int *half) {
    int stays = fail_how == FULL || fail_how == HALF;
    count++;
    if (!fail_at || count < fail_at || (count > fail_at && !(stays && needs_room))) return 0;
    if (stays && !needs_room) { fail_at++; return 0; } /* a full disk refuses what needs room */
    if (half && count == fail_at && (fail_how == HALF || fail_how == TORN)) { *half = 1; return 0; }
    if (fail_how == KILL || fail_how == TORN) die();
    errno = fail_error;
    return 1;
}
static int fails(int needs_room) { return fails_or_halves(needs_room, NULL); }

void disk_watch(const char *folder, const char *log) {
    if (log_file >= 0) syscall(SYS_close, log_file);
    log_file = -1, root_length = 0, count = 0, fail_at = 0;
    if (!folder) return;
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    if (log) log_file = syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
}

void disk_note(const char *text) { record(NOTE, text, "", 0, NULL, 0); }
void disk_fail(long at, int error, int how) { count = 0, fail_at = at, fail_error = error, fail_how = how; }
long disk_count(void) { return count; }

static const char *name_of(int file) { return file >= 0 && file < FILES ? names[file] : NULL; }

static void forget(int file) {
    if (file >= 0 && file < FILES && names[file]) { free(names[file]); names[file] = NULL; }
}

static int open_watched(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    if (path[0] != '/' && folder == AT_FDCWD && getcwd(whole, sizeof whole)) {
        size_t length = strlen(whole);
        snprintf(whole + length, sizeof whole - length, "/%s", path);
    } else snprintf(whole, sizeof whole, "%s", path);
    int watched = is_watched(whole);
    struct stat found;
    int is_new = watched && (flags & O_CREAT) && stat(whole, &found) != 0;
    if (is_new && fails(1)) return -1;
    int file = syscall(SYS_openat, folder, path, flags, mode);
    if (file >= 0 && file < FILES) {
        forget(file);
        if (watched) names[file] = strdup(whole);
        if (is_new) record(CREATE, whole, "", 0, NULL, 0);
        else if (watched && (flags & O_TRUNC)) record(TRUNCATE, whole, "", 0, NULL, 0);
    }
    return file;
}

#define OPEN(name, folder_argument, folder)                                     \
    int name(folder_argument const char *path, int flags, ...) {                \
        mode_t mode = 0;                                                        \
        if (flags & (O_CREAT | O_TMPFILE)) {                                    \
            va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); \
        }                                                                       \
        return open_watched(folder, path, flags, mode);                         \
    }
#define NONE
#define FOLDER int at,
OPEN(open, NONE, AT_FDCWD)
OPEN(open64, NONE, AT_FDCWD)
OPEN(openat, FOLDER, at)
OPEN(openat64, FOLDER, at)

int close(int file) { forget(file); return syscall(SYS_close, file); }

/* What was written of a watched file: recorded; and a process that is to die in the middle of it does. */
static ssize_t wrote(const char *name, off64_t at, const void *bytes, ssize_t done, int half) {
    if (done > 0) record(WRITE, name, "", at, bytes, done);
    if (half && fail_how == TORN) die();
    return done;
}

ssize_t write(int file, const void *bytes, size_t length) {
    const char *name = name_of(file);
    int half = 0;
    if (!name) return syscall(SYS_write, file, bytes, length);
    if (fails_or_halves(1, &half)) return -1;
    off_t at = lseek(file, 0, (fcntl(file, F_GETFL) & O_APPEND) ? SEEK_END : SEEK_CUR);
    return wrote(name, at, bytes, syscall(SYS_write, file, bytes, half ? (length + 1) / 2 : length), half);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    const char *name = name_of(file);
    int half = 0;
    if (!name) return syscall(SYS_pwrite64, file, bytes, length, at);
    if (fails_or_halves(1, &half)) return -1;
    return wrote(name, at, bytes, syscall(SYS_pwrite64, file, bytes, half ? (length + 1) / 2 : length, at), half);
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) { return pwrite64(file, bytes, length, at); }

int ftruncate64(int file, off64_t length) {
    const char *name = name_of(file);
    if (name && fails(0)) return -1;
    int done = syscall(SYS_ftruncate, file, length);
    if (name && done == 0) record(TRUNCATE, name, "", length, NULL, 0);
    return done;
}
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

static int sync_watched(int file, long number) {
    const char *name = name_of(file);
    if (name && fails(0)) return -1;
    struct stat found;
    if (name) record(fstat(file, &found) == 0 && S_ISDIR(found.st_mode) ? SYNC_FOLDER : SYNC, name, "", 0, NULL, 0);
    return name ? 0 : syscall(number, file); /* the recorded images are judged: the real disk may take its time */
}
int fsync(int file) { return sync_watched(file, SYS_fsync); }
int fdatasync(int file) { return sync_watched(file, SYS_fdatasync); }

static int unlink_watched(int folder, const char *path, int flags) {
    int watched = is_watched(path);
    if (watched && fails(0)) return -1;
    int done = syscall(SYS_unlinkat, folder, path, flags);
    if (watched && done == 0) record(UNLINK, path, "", 0, NULL, 0);
    return done;
}
int unlink(const char *path) { return unlink_watched(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlink_watched(folder, path, flags); }

int rename(const char *from, const char *to) {
    int watched = is_watched(to);
    if (watched && fails(0)) return -1;
    int done = syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    if (watched && done == 0) record(RENAME, from, to, 0, NULL, 0);
    return done;
}
int renameat(int a, const char *from, int b, const char *to) { (void)a; (void)b; return rename(from, to); }

static int link_watched(const char *from, const char *to, int flags) {
    int watched = is_watched(to);
    if (watched && fails(1)) return -1;
    int done = syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, flags);
    if (watched && done == 0) record(LINK, from, to, 0, NULL, 0);
    return done;
}
int link(const char *from, const char *to) { return link_watched(from, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { (void)a; (void)b; return link_watched(from, to, flags); }

int mkdir(const char *path, mode_t mode) {
    int watched = is_watched(path);
    if (watched && fails(1)) return -1;
    int done = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (watched && done == 0) record(MKDIR, path, "", 0, NULL, 0);
    return done;
}
