#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/tsv.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tnung::calendar {

/// Which days count. Monday to Friday, minus public holidays and days swapped away, plus the
/// make-up Saturdays of a swap (Labour Code 2019 art. 111 and 112; swaps are decreed year by year).
/// Years that nobody announced yet are reckoned from the law. Built from dated data; constant
/// afterwards, so any thread may ask.
class WorkingDays {
public:
    /// The texts of data/holidays.tsv, statutory-days.tsv and lunar-days.tsv.
    struct Tables {
        std::string_view holidays, statutory, lunar;
    };
    /// Throws std::runtime_error naming the table and row that is wrong.
    explicit WorkingDays(const Tables& tables);

    bool is_working(Day day) const;
    /// Why a day is off or worked against its weekday; empty for the ordinary.
    std::string_view reason(Day day) const;

    /// The day on which `count` working days have passed. The day of the event itself does not
    /// count (Civil Code 2015 art. 147); add(d, 0) is d.
    Day add(Day from, int count) const;
    /// Working days after `from` up to and including `to`; negative when `to` lies before.
    int between(Day from, Day to) const;
    Day next_working(Day day) const;

    /// Whether the days of that year were announced; else they are reported or reckoned.
    bool is_confirmed(int year) const;
    /// The first year of those that the days belong to that is not confirmed.
    std::optional<int> unconfirmed_in(Day from, Day to) const;
    /// Returns the year whose table of holidays an operator should add: this year's while it is not
    /// confirmed, from November on the next year's. Nothing where none is missing.
    std::optional<int> table_missing_on(Day today) const;

private:
    void read_announced(std::string_view text);
    void reckon(const Tables& tables);
    void reckon_year(int year, const Tsv& statutory, Day tet, Day kings);
    void put_off(Day day, std::string_view reason);
    int counted_until(Day day) const;

    struct Exception {
        bool working;
        std::string reason;
    };
    std::unordered_map<int, Exception> exceptions_; ///< by days since 1970
    std::map<int, bool> announced_; ///< years of the table; whether each of its rows is confirmed
    /// By days since 1970: working days more than on a calendar of weekends alone, up to that day.
    std::map<int, int> changes_;
};

} // namespace tnung::calendar
