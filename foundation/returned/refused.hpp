#pragma once

#include "foundation/returned/paper_fault.hpp"

namespace tnung::returned {

// What this room's own files throw and catch; nobody else sees it.

struct Refused {
    PaperRefusal refusal;
};

[[noreturn]] inline void refuse_it(PaperFault why)
{
    throw Refused{{why}};
}

} // namespace tnung::returned
