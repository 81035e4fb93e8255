/* A disk that notes every step and fails when told to: loaded before libc (LD_PRELOAD), below SQLite and Python.
 *
 * Of every file under one folder each step that changes the disk is appended to a log: what tests/disk_steps.py reads.
 * Armed, it kills the process, has no room left, or is gone, from the n-th step on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define REAL(name) ((__typeof__(&name))real(#name))

enum fault { NOTHING, KILL, KILL_IN_WRITE, FULL, GONE, MOVED };

struct __attribute__((packed)) step {
    char kind;      /* O open, W write, T truncate, S sync, U unlink, R rename, K mkdir, X rmdir,
                       V the folder was moved away (file: by a step of the first thread) */
    uint32_t process;
    uint64_t file;  /* its inode */
    int64_t offset; /* W: where; T: the new size; O: 1 made, 2 emptied, 3 both */
    uint32_t length;
};

static char root[PATH_MAX];
static size_t root_length;
static int log_file = -1;
static ino_t inode_of[MOST_FILES];  /* of the open files under the folder; 0: another file */
static int is_folder[MOST_FILES];
static enum fault fault;
static long at_step, steps, lasts;
static int failing_with;
static char moved_to[PATH_MAX];

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* Begin to note: the folder (absolute, no slash at its end) and the log, open for appending. */
void disk_begin(const char *folder, int log) {
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    log_file = log;
    steps = 0;
    fault = NOTHING;
}

/* Fail from the n-th step on (the first is 1), with an errno, for so many steps (0: from then on for good). */
void disk_fail(int which, long step, int error, long times, const char *elsewhere) {
    fault = which;
    at_step = steps + step;
    failing_with = error;
    lasts = times;
    snprintf(moved_to, sizeof moved_to, "%s", elsewhere);
}

long disk_steps(void) { return steps; }

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

static int absolute(int folder, const char *path, char *into) {
    if (path == NULL) return 0;
    if (path[0] == '/') {
        snprintf(into, PATH_MAX, "%s", path);
    } else {
        char base[PATH_MAX];
        if (folder == AT_FDCWD) {
            if (getcwd(base, sizeof base) == NULL) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0) return 0;
            base[length] = 0;
        }
        if (snprintf(into, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return 0;
    }
    return root_length && strncmp(into, root, root_length) == 0 && (into[root_length] == '/' || !into[root_length]);
}

static int ours(int file) { return root_length && file >= 0 && file < MOST_FILES && inode_of[file] != 0; }

static void note(char kind, uint64_t file, int64_t offset, const void *data, size_t length) {
    struct step step = {kind, (uint32_t)getpid(), file, offset, (uint32_t)length};
    struct iovec parts[2] = {{&step, sizeof step}, {(void *)data, length}};
    if (log_file >= 0 && syscall(SYS_writev, log_file, parts, length ? 2 : 1) < 0) abort();
}

/* Whether the disk is gone: every call on it fails. */
static int gone(void) {
    if (fault != GONE || steps < at_step || (lasts && steps >= at_step + lasts)) return 0;
    errno = failing_with;
    return 1;
}

/* One more step; tell whether it fails (errno is set). `grows`: it needs room. */
static int next_step(int grows) {
    steps++;
    if (fault == KILL && steps == at_step) die();
    if (fault == MOVED && steps == at_step) {
        syscall(SYS_rename, root, moved_to);
        note('V', (uint64_t)(syscall(SYS_gettid) == getpid()), 0, NULL, 0);
    }
    if (gone()) return 1;
    if (fault == FULL && grows && steps >= at_step && !(lasts && steps >= at_step + lasts)) {
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

static int make_known(int file, const char *path, int flags, int was_there, long size) {
    struct stat found;
    if (file < 0 || file >= MOST_FILES || syscall(SYS_fstat, file, &found) != 0) return file;
    inode_of[file] = found.st_ino;
    is_folder[file] = S_ISDIR(found.st_mode);
    if (!is_folder[file] && (!was_there || ((flags & O_TRUNC) && size)))
        note('O', found.st_ino, (was_there ? 0 : 1) | ((flags & O_TRUNC) ? 2 : 0), path, strlen(path));
    return file;
}

static int opening(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    int under = absolute(folder, path, whole);
    struct stat found = {0};
    int was_there = 1;
    if (under) {
        if (gone()) return -1;
        was_there = syscall(SYS_newfstatat, AT_FDCWD, whole, &found, 0) == 0;
        int makes = (flags & O_CREAT) && !was_there;
        if ((makes || ((flags & O_TRUNC) && was_there)) && next_step(makes)) return -1;
    }
    int file = (int)syscall(SYS_openat, folder, path, flags, mode);
    return under ? make_known(file, whole, flags, was_there, found.st_size) : file;
}

#define MODE(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, last); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags, flags) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, flags) return opening(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags, flags) return opening(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags, flags) return opening(folder, path, flags | O_LARGEFILE, mode); }

int close(int file) {
    if (file >= 0 && file < MOST_FILES) inode_of[file] = 0;
    return (int)syscall(SYS_close, file);
}

static long size_of(int file) {
    struct stat found;
    return syscall(SYS_fstat, file, &found) == 0 ? (long)found.st_size : 0;
}

/* Write at an offset, or where the file stands (-1); on a disk that gets full, half of it and then nothing. */
static ssize_t writing(int file, const void *data, size_t length, off_t offset) {
    int seeks = offset < 0;
    long at = seeks ? (long)syscall(SYS_lseek, file, 0, SEEK_CUR) : (long)offset;
    if (seeks && (fcntl(file, F_GETFL) & O_APPEND)) at = size_of(file);
    int grows = at + (long)length > size_of(file);
    int first = fault == FULL && steps + 1 == at_step && grows && length > 1;
    int dies = fault == KILL_IN_WRITE && steps + 1 == at_step;
    if (!first && next_step(grows)) return -1;
    if (first) steps++;
    size_t part = first || dies ? length / 2 : length;
    ssize_t written = seeks ? (ssize_t)syscall(SYS_write, file, data, part)
                            : (ssize_t)syscall(SYS_pwrite64, file, data, part, offset);
    if (written > 0) note('W', inode_of[file], at, data, (size_t)written);
    if (dies) die();
    return written;
}

ssize_t write(int file, const void *data, size_t length) {
    return ours(file) ? writing(file, data, length, -1) : (ssize_t)syscall(SYS_write, file, data, length);
}
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    return ours(file) ? writing(file, data, length, offset) : (ssize_t)syscall(SYS_pwrite64, file, data, length, offset);
}
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) { return pwrite64(file, data, length, offset); }

ssize_t writev(int file, const struct iovec *parts, int count) {
    if (!ours(file)) return (ssize_t)syscall(SYS_writev, file, parts, count);
    ssize_t all = 0;
    for (int one = 0; one < count; one++) {
        ssize_t written = writing(file, parts[one].iov_base, parts[one].iov_len, -1);
        if (written < 0) return all ? all : -1;
        all += written;
        if ((size_t)written < parts[one].iov_len) break;
    }
    return all;
}

/* What is copied within the kernel would not be seen: whoever asks for it is to copy by himself. */
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned int flags) {
    if (ours(to)) { errno = ENOSYS; return -1; }
    return (ssize_t)syscall(SYS_copy_file_range, from, from_at, to, to_at, length, flags);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
    if (ours(to)) { errno = ENOSYS; return -1; }
    return (ssize_t)syscall(SYS_sendfile, to, from, at, length);
}
ssize_t sendfile(int to, int from, off_t *at, size_t length) { return sendfile64(to, from, at, length); }
int posix_fallocate64(int file, off64_t offset, off64_t length) { return ours(file) ? EOPNOTSUPP : REAL(posix_fallocate64)(file, offset, length); }
int posix_fallocate(int file, off_t offset, off_t length) { return posix_fallocate64(file, offset, length); }

ssize_t read(int file, void *data, size_t length) {
    if (ours(file) && gone()) return -1;
    return (ssize_t)syscall(SYS_read, file, data, length);
}
ssize_t pread64(int file, void *data, size_t length, off64_t offset) {
    if (ours(file) && gone()) return -1;
    return (ssize_t)syscall(SYS_pread64, file, data, length, offset);
}
ssize_t pread(int file, void *data, size_t length, off_t offset) { return pread64(file, data, length, offset); }

int ftruncate64(int file, off64_t length) {
    if (ours(file) && next_step(length > size_of(file))) return -1;
    int answer = (int)syscall(SYS_ftruncate, file, length);
    if (ours(file) && !answer) note('T', inode_of[file], length, NULL, 0);
    return answer;
}
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

static int syncing(int file, long call) {
    if (ours(file) && next_step(0)) return -1;
    int answer = (int)syscall(call, file);
    if (!ours(file) || answer) return answer;
    char link[64], path[PATH_MAX];
    ssize_t length = 0;
    if (is_folder[file]) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        length = readlink(link, path, sizeof path);
    }
    note('S', inode_of[file], 0, path, length > 0 ? (size_t)length : 0);
    return 0;
}
int fsync(int file) { return syncing(file, SYS_fsync); }
int fdatasync(int file) { return syncing(file, SYS_fdatasync); }

static int unlinking(int folder, const char *path, int flags) {
    char whole[PATH_MAX];
    int under = absolute(folder, path, whole);
    if (under && syscall(SYS_faccessat, AT_FDCWD, whole, F_OK) != 0 && !gone()) under = 0;
    if (under && next_step(0)) return -1;
    int answer = (int)syscall(SYS_unlinkat, folder, path, flags);
    if (under && !answer) note(flags & AT_REMOVEDIR ? 'X' : 'U', 0, 0, whole, strlen(whole));
    return answer;
}
int unlink(const char *path) { return unlinking(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlinking(folder, path, flags); }
int rmdir(const char *path) { return unlinking(AT_FDCWD, path, AT_REMOVEDIR); }

static int renaming(int from_folder, const char *from, int to_folder, const char *to) {
    char both[2 * PATH_MAX + 1], target[PATH_MAX];
    int under = absolute(from_folder, from, both) & absolute(to_folder, to, target);
    if (under && next_step(0)) return -1;
    int answer = (int)syscall(SYS_renameat, from_folder, from, to_folder, to);
    if (under && !answer) {
        size_t length = strlen(both) + 1;
        memcpy(both + length, target, strlen(target));
        note('R', 0, 0, both, length + strlen(target));
    }
    return answer;
}
int rename(const char *from, const char *to) { return renaming(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) { return renaming(from_folder, from, to_folder, to); }

static int making(int folder, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    int under = absolute(folder, path, whole);
    if (under && gone()) return -1;
    if (under && syscall(SYS_faccessat, AT_FDCWD, whole, F_OK) != 0 && next_step(1)) return -1;
    int answer = (int)syscall(SYS_mkdirat, folder, path, mode);
    if (under && !answer) note('K', 0, 0, whole, strlen(whole));
    return answer;
}
int mkdir(const char *path, mode_t mode) { return making(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return making(folder, path, mode); }

static int away(int folder, const char *path) {
    char whole[PATH_MAX];
    return absolute(folder, path, whole) && gone();
}
#define FAILS_BY_NAME(type, name) \
    int name(const char *path, struct type *found) { return away(AT_FDCWD, path) ? -1 : REAL(name)(path, found); }
FAILS_BY_NAME(stat, stat)
FAILS_BY_NAME(stat64, stat64)
FAILS_BY_NAME(stat, lstat)
FAILS_BY_NAME(stat64, lstat64)
int fstat(int file, struct stat *found) { return ours(file) && gone() ? -1 : REAL(fstat)(file, found); }
int fstat64(int file, struct stat64 *found) { return ours(file) && gone() ? -1 : REAL(fstat64)(file, found); }
int fstatat(int folder, const char *path, struct stat *found, int flags) {
    return away(folder, path) ? -1 : REAL(fstatat)(folder, path, found, flags);
}
int fstatat64(int folder, const char *path, struct stat64 *found, int flags) {
    return away(folder, path) ? -1 : REAL(fstatat64)(folder, path, found, flags);
}
int access(const char *path, int mode) {
    return away(AT_FDCWD, path) ? -1 : (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}
