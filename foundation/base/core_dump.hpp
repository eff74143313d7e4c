#pragma once

namespace tnung {

/// From now on this process leaves no picture of its memory behind when it crashes, neither in a
/// file nor in the hands of a program that collects them: it holds keys and what they open.
void forbid_core_dumps();

} // namespace tnung
