// tnung-photo-reader: a photo on standard input; on standard output what its QR codes say, each
// ended by a zero byte. Before
// it looks at a byte it gives up everything but memory, its two streams and a few seconds: what
// breaks a decoder gains nothing.
#include "foundation/photo/photo.hpp"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <initializer_list>

namespace {

constexpr rlim_t seconds_max = 8;
constexpr rlim_t memory_max = 1u << 30;

enum Ended { fine = 0, no_picture = 3, too_large = 4, not_confined = 5 };

void limit(decltype(RLIMIT_CPU) what, rlim_t value)
{
    const rlimit limits{value, value};
    if (setrlimit(what, &limits) != 0) std::_Exit(not_confined);
}

bool confine()
{
    limit(RLIMIT_CPU, seconds_max);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 3);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true; // a sanitizer's own work needs more than a decoder may do
#else
    limit(RLIMIT_AS, memory_max);
    const auto filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter) return false;
    bool ok = true;
    for (const int call :
         {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
          SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn)})
        ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) // never memory that runs
        ok = ok && seccomp_rule_add(
                       filter, SCMP_ACT_ALLOW, call, 1,
                       SCMP_A2(SCMP_CMP_MASKED_EQ, std::uint64_t(PROT_EXEC), 0)
                   ) == 0;
    ok = ok && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
#endif
}

std::string read_all()
{
    std::string all;
    std::array<char, 1 << 16> part{};
    while (all.size() <= tnung::photo::bytes_max) {
        const auto got = read(STDIN_FILENO, part.data(), part.size());
        if (got <= 0) break;
        all.append(part.data(), std::size_t(got));
    }
    return all;
}

int end(Ended how)
{
    std::_Exit(how); // no destructors that would ask for more than is left
}

} // namespace

int main()
{
    if (!confine()) return end(not_confined);
    const auto codes = tnung::photo::read_codes(read_all());
    if (!codes)
        return end(codes.error() == tnung::photo::Problem::too_large ? too_large : no_picture);
    std::string lines;
    for (const auto& code : *codes)
        if (code.find('\0') == std::string::npos) lines += code + '\0';
    std::size_t written = 0;
    while (written < lines.size()) {
        const auto put = write(STDOUT_FILENO, lines.data() + written, lines.size() - written);
        if (put <= 0) return end(no_picture);
        written += std::size_t(put);
    }
    return end(fine);
}
