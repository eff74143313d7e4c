#pragma once

#include <pthread.h>

#include <string>

namespace tnung {

/// What top, perf and a debugger show of it; the system keeps 15 letters.
inline void name_this_thread(const std::string& name)
{
    constexpr std::size_t kept = 15;
    pthread_setname_np(pthread_self(), name.substr(0, kept).c_str());
}

} // namespace tnung
