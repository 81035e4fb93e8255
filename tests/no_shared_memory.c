/* A disk that gives no shared memory, as exFAT and network shares do: no file that ends in -shm can be mapped. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef void *(*mapping)(void *, size_t, int, int, int, off_t);

static int is_shared_memory(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = file < 0 ? -1 : readlink(link, path, sizeof path);
    return length > 4 && memcmp(path + length - 4, "-shm", 4) == 0;
}

#define WITHOUT(name)                                                                      \
    void *name(void *at, size_t length, int protection, int flags, int file, off_t from) { \
        if (is_shared_memory(file)) {                                                      \
            errno = ENODEV;                                                                \
            return MAP_FAILED;                                                             \
        }                                                                                  \
        return ((mapping)dlsym(RTLD_NEXT, #name))(at, length, protection, flags, file, from); \
    }

WITHOUT(mmap)
WITHOUT(mmap64)
