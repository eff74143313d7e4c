// Prints data/lunar-days.tsv: on which days of the sun's calendar Tết (1/1) and the Hùng kings' day
// (10/3 of the moon's) fall.
//   lunar_days 2015 2060 > data/lunar-days.tsv
// By the rule of the Vietnamese calendar: a month begins on the day, in Viet Nam time, of the new
// moon; the winter solstice lies in the eleventh; of thirteen months between two eleventh ones the
// first in which the sun passes no multiple of thirty degrees is the leap month. Positions of sun
// and moon are libnova's (VSOP87, ELP 2000-82B).
#include "foundation/base/bytes.hpp"
#include "foundation/base/instant.hpp"

#include <libnova/dynamical_time.h>
#include <libnova/julian_day.h>
#include <libnova/lunar.h>
#include <libnova/solar.h>

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace {

using tnung::Day;

constexpr double julian_day_of_1970 = 2440587.5, hours_of_viet_nam = 7;
constexpr double synodic_month = 29.530588861, degrees_a_day_of_sun = 0.9856;
constexpr double full_turn = 360;

/// Between −180 and 180.
double turned(double degrees)
{
    return degrees - full_turn * std::round(degrees / full_turn);
}

/// How far the equinox has moved since 2000, from which libnova counts: general precession,
/// IAU 2006.
double precession(double julian_day)
{
    constexpr double julian_day_of_2000 = 2451545.0, days_a_century = 36525, arcseconds = 3600;
    const auto centuries = (julian_day - julian_day_of_2000) / days_a_century;
    return (5028.796195 * centuries + 1.1054348 * centuries * centuries) / arcseconds;
}

/// Ecliptic longitudes in degrees from the equinox of that day, to some arcseconds.
double sun_at(double julian_day)
{
    ln_lnlat_posn place{};
    ln_get_solar_ecl_coords(ln_get_jde(julian_day), &place);
    return place.lng + precession(julian_day);
}

double moon_at(double julian_day)
{
    ln_lnlat_posn place{};
    ln_get_lunar_ecl_coords(ln_get_jde(julian_day), &place, 0);
    return place.lng + precession(julian_day);
}

/// The moment near `julian_day` at which `angle` is zero, where it grows by so much a day.
template <class Angle>
double zero_near(double julian_day, double degrees_a_day, const Angle& angle)
{
    constexpr int steps_max = 50;
    constexpr double exact_enough = 1e-7; // of a day
    for (int step = 0; step < steps_max; ++step) {
        const auto change = -turned(angle(julian_day)) / degrees_a_day;
        julian_day += change;
        if (std::abs(change) < exact_enough) return julian_day;
    }
    throw std::runtime_error("sun and moon were not found");
}

Day day_in_viet_nam(double julian_day)
{
    const auto days = std::floor(julian_day - julian_day_of_1970 + hours_of_viet_nam / 24);
    return Day(std::chrono::days(int(days)));
}

double midnight_of(Day day)
{
    return julian_day_of_1970 + double(day.time_since_epoch().count()) - hours_of_viet_nam / 24;
}

/// The first day of the month in which the day lies.
Day month_of(Day day)
{
    const auto elongation = [](double at) { return moon_at(at) - sun_at(at); };
    // The new moon nearest to it, and if that comes later, the one before.
    auto moment = midnight_of(day);
    const auto age = std::fmod(elongation(moment) + 2 * full_turn, full_turn) / full_turn;
    moment = zero_near(moment - age * synodic_month, full_turn / synodic_month, elongation);
    const auto first = day_in_viet_nam(moment);
    if (first + std::chrono::days(29) <= day) { // the next one may have begun by that day
        const auto next =
            day_in_viet_nam(zero_near(moment + synodic_month, full_turn / synodic_month, elongation)
            );
        if (next <= day) return next;
    }
    if (first <= day) return first;
    return day_in_viet_nam(zero_near(moment - synodic_month, full_turn / synodic_month, elongation)
    );
}

Day next_month(Day month)
{
    return month_of(month + std::chrono::days(31));
}

/// The eleventh month, in which the winter solstice of that year lies.
Day eleventh_month(int year)
{
    constexpr double winter = 270;
    const auto solstice =
        zero_near(midnight_of(*tnung::make_day(year, 12, 21)), degrees_a_day_of_sun, [](double at) {
            return sun_at(at) - winter;
        });
    return month_of(day_in_viet_nam(solstice));
}

/// Whether the sun passes no multiple of thirty degrees in it.
bool lacks_term(Day month, Day next)
{
    constexpr double thirty = 30;
    return std::floor(sun_at(midnight_of(month)) / thirty) ==
           std::floor(sun_at(midnight_of(next)) / thirty);
}

/// The first days of five months: the eleventh and twelfth of the year before, and the first three
/// of that year; a leap month is none of them.
std::vector<Day> months_of(int year)
{
    constexpr std::size_t count = 5; // 11, 12, 1, 2, 3
    const auto last = eleventh_month(year);
    std::vector<Day> months{eleventh_month(year - 1)};
    std::vector<Day> all = months;
    while (all.back() < last) all.push_back(next_month(all.back()));
    bool leap_to_come = all.size() == 14;
    for (std::size_t i = 1; months.size() < count; ++i) {
        if (leap_to_come && lacks_term(all[i], all[i + 1]))
            leap_to_come = false;
        else
            months.push_back(all[i]);
    }
    return months;
}

} // namespace

int main(int argc, char** argv)
{
    const auto from = argc == 3 ? tnung::parse_integer(argv[1]) : std::nullopt;
    const auto to = argc == 3 ? tnung::parse_integer(argv[2]) : std::nullopt;
    if (!from || !to) {
        fmt::print(stderr, "lunar_days FROM_YEAR TO_YEAR\n");
        return 2;
    }
    fmt::print(
        "# Reckoned by tools/lunar_days.cpp: lunar_days {} {}\nyear\ttet\thung_kings\n", *from, *to
    );
    for (auto year = *from; year <= *to; ++year) {
        const auto months = months_of(int(year));
        fmt::print(
            "{}\t{}\t{}\n", year, tnung::iso_text(months[2]),
            tnung::iso_text(months[4] + std::chrono::days(9))
        );
    }
}
