/* Loaded into PostgreSQL by rehearsals: while the file named by TNUNG_DISK_FULL exists, nothing can be written to a
   regular file, as on a full disk; also to what was allocated before, which is worse than most file systems. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int file)
{
    const char* flag = getenv("TNUNG_DISK_FULL");
    struct stat about;
    const int errno_before = errno;
    const int full = flag && access(flag, F_OK) == 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    errno = full ? ENOSPC : errno_before;
    return full;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void* bytes, size_t count)
{
    return is_full(file) ? -1 : REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t at)
{
    return is_full(file) ? -1 : REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t at)
{
    return is_full(file) ? -1 : REAL(pwrite64)(file, bytes, count, at);
}

ssize_t pwritev(int file, const struct iovec* parts, int count, off_t at)
{
    return is_full(file) ? -1 : REAL(pwritev)(file, parts, count, at);
}

ssize_t pwritev64(int file, const struct iovec* parts, int count, off64_t at)
{
    return is_full(file) ? -1 : REAL(pwritev64)(file, parts, count, at);
}

int posix_fallocate(int file, off_t from, off_t length)
{
    return is_full(file) ? ENOSPC : REAL(posix_fallocate)(file, from, length);
}

int posix_fallocate64(int file, off64_t from, off64_t length)
{
    return is_full(file) ? ENOSPC : REAL(posix_fallocate64)(file, from, length);
}
