#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/calendar/working_days.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// Until when something about a declaration has to be done (data/declaration-deadlines.tsv). What
/// is due on a day may be done on the whole of it, in Viet Nam time.
class Deadlines {
public:
    /// `calendar` must outlive it. Throws std::runtime_error naming the row that is wrong.
    Deadlines(std::string_view tsv, const calendar::WorkingDays& calendar);

    struct Rule {
        enum class Counts { days, working_days, lasts, days_before, before_date };
        Day from;
        std::string name;
        Counts counts = Counts::days;
        int number = 0;                ///< of days; of before_date 100·month + day
        std::string counted_from, who; ///< in words; who has to keep it
        bool sure = false;
        std::string source;
    };
    /// The rule of that day; throws std::out_of_range where there is none.
    const Rule& rule(std::string_view name, Day day) const;
    /// The last day, counted from the event by the rule of its day.
    Day due(std::string_view name, Day event) const;

private:
    const calendar::WorkingDays& calendar_;
    std::vector<Rule> rules_;
};

} // namespace tnung::registry
