#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace tnung::http {

/// A place among the large bodies that are read and worked on now, held while it lives. Of one
/// thread.
class LargeBody {
public:
    struct Bounds {
        std::size_t all_max, each_max, unknown_max;
    };
    /// By whose they are.
    struct Places {
        std::size_t known = 0;
        std::map<std::string, std::size_t> of;
    };

    /// Who is unknown has the empty name: they share places of their own, which are none of those
    /// of the known. A small body counts nowhere.
    LargeBody(Places& places, const Bounds& bounds, std::string holder, bool large)
        : places_(places), holder_(std::move(holder)), counts_(large && has_room(bounds)),
          refused_(large && !counts_)
    {
        if (!counts_) return;
        ++places_.of[holder_];
        if (!holder_.empty()) ++places_.known;
    }
    ~LargeBody()
    {
        if (!counts_) return;
        if (!holder_.empty()) --places_.known;
        const auto mine = places_.of.find(holder_);
        if (--mine->second == 0) places_.of.erase(mine);
    }
    LargeBody(const LargeBody&) = delete;
    LargeBody& operator=(const LargeBody&) = delete;
    bool refused() const { return refused_; }

private:
    bool has_room(const Bounds& bounds) const
    {
        const auto mine = places_.of.find(holder_);
        const auto held = mine == places_.of.end() ? 0 : mine->second;
        if (holder_.empty()) return held < bounds.unknown_max;
        return held < bounds.each_max && places_.known < bounds.all_max;
    }

    Places& places_;
    const std::string holder_;
    const bool counts_, refused_;
};

} // namespace tnung::http
