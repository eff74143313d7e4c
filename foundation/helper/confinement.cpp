#include "foundation/helper/confinement.hpp"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <initializer_list>

namespace tnung {

namespace {

bool limit(decltype(RLIMIT_CPU) what, rlim_t told, rlim_t most)
{
    const rlimit limits{told, most};
    return setrlimit(what, &limits) == 0;
}

bool limit(decltype(RLIMIT_CPU) what, rlim_t most)
{
    return limit(what, most, most);
}

} // namespace

bool confine(const Confinement& left)
{
    tzset(); // whoever asks for the time of day would open a file
    const auto told = left.seconds_told > 0 ? left.seconds_told : left.seconds_max;
    if (!limit(RLIMIT_CPU, told * sanitizer_slowdown, left.seconds_max * sanitizer_slowdown) ||
        !limit(RLIMIT_CORE, 0))
        return false;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true; // a sanitizer's own work needs more than a decoder may do
#else
    constexpr rlim_t open_files = 3; // the standard streams
    if (!limit(RLIMIT_NOFILE, open_files) || !limit(RLIMIT_AS, left.memory_max)) return false;
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

std::string standard_input(std::size_t bytes_max)
{
    std::string all;
    std::array<char, 1 << 16> part{};
    while (all.size() <= bytes_max) {
        const auto got = read(STDIN_FILENO, part.data(), part.size());
        if (got <= 0) break;
        all.append(part.data(), std::size_t(got));
    }
    return all;
}

bool write_standard_output(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto put = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (put <= 0) return false;
        bytes.remove_prefix(std::size_t(put));
    }
    return true;
}

} // namespace tnung
