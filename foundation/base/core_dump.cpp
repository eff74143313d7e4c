#include "foundation/base/core_dump.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace tnung {

void forbid_core_dumps()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) // the leak check traces its own process
    prctl(PR_SET_DUMPABLE, 0);     // a collector behind a pipe does not ask for the limit
#endif
}

} // namespace tnung
