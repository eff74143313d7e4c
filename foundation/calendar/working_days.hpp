#pragma once

#include "foundation/base/instant.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tnung::calendar {

/// Which days count. Monday to Friday, minus public holidays and days swapped away, plus the
/// make-up Saturdays of a swap (Labour Code 2019 art. 112; swaps are decreed year by year).
/// Built from dated data; constant afterwards, so any thread may ask.
class WorkingDays {
public:
    /// Columns `date`, `kind` (off, work), `reason`; see data/holidays.tsv.
    static WorkingDays from_tsv(std::string_view name, std::string_view text);

    bool is_working(Day day) const;
    /// Why a day is off or worked against its weekday; empty for the ordinary.
    std::string_view reason(Day day) const;

    /// The day on which `count` working days have passed. The day of the event itself does not
    /// count (Civil Code 2015 art. 147); add(d, 0) is d.
    Day add(Day from, int count) const;
    /// Working days after `from` up to and including `to`; negative when `to` lies before.
    int between(Day from, Day to) const;
    Day next_working(Day day) const;

    /// Whether the days of that year are confirmed or only computed.
    bool knows(int year) const;

private:
    int counted_until(Day day) const;

    struct Exception {
        bool working;
        std::string reason;
    };
    std::unordered_map<int, Exception> exceptions_; ///< by days since 1970
    std::unordered_map<int, int> days_known_;       ///< rows for each year
    /// By days since 1970: working days more than on a calendar of weekends alone, up to that day.
    std::map<int, int> changes_;
};

} // namespace tnung::calendar
