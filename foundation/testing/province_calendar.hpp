#pragma once

#include "foundation/calendar/working_days.hpp"
#include "foundation/testing/data_file.hpp"

namespace tnung::testing {

/// Of the tables that come with us.
inline calendar::WorkingDays province_calendar()
{
    return calendar::WorkingDays(
        {.holidays = data_file("holidays.tsv"),
         .statutory = data_file("statutory-days.tsv"),
         .lunar = data_file("lunar-days.tsv")}
    );
}

} // namespace tnung::testing
