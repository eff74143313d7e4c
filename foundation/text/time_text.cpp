#include "foundation/text/time_text.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <array>
#include <vector>

namespace tnung::text {

namespace {

std::optional<Day> sensible(Day day)
{
    return is_sensible(day) ? std::optional(day) : std::nullopt;
}

/// One text, from left to right: a day and a time, in either order.
class WrittenTimeReader {
public:
    explicit WrittenTimeReader(std::string_view text)
    {
        std::string word;
        const auto end_word = [&] {
            if (!word.empty()) parts_.push_back({fold(word), false});
            word.clear();
        };
        for (const char c : text) {
            const bool digit = c >= '0' && c <= '9';
            const bool mark = c == '/' || c == '-' || c == '.' || c == ':' || c == ',';
            if (digit && word.empty() && !parts_.empty() && parts_.back().open) {
                parts_.back().text.push_back(c);
                continue;
            }
            if (!parts_.empty()) parts_.back().open = false;
            if (digit) {
                end_word();
                parts_.push_back({std::string(1, c), true, true});
            } else if (mark || c == ' ') {
                end_word();
                if (mark) parts_.push_back({std::string(1, c), false});
            } else {
                word.push_back(c);
            }
        }
        end_word();
    }

    std::optional<WrittenTime> read()
    {
        auto time = take_time();
        if (time) (void)take(",");
        (void)(take("ngay") || take("luc"));
        const auto day = take_day();
        if (!day) return std::nullopt;
        if (!time && !done()) {
            (void)(take(",") || take("luc") || take("t"));
            time = take_time();
            if (!time) return std::nullopt;
        }
        if (!done()) return std::nullopt;
        return WrittenTime{*day, time};
    }

private:
    struct Part {
        std::string text;
        bool number;
        bool open = false; ///< digits may follow
    };

    bool done() const { return at_ == parts_.size(); }
    bool take(std::string_view expected)
    {
        if (done() || parts_[at_].number || parts_[at_].text != expected) return false;
        ++at_;
        return true;
    }
    std::optional<int> take_number(std::size_t digits_max)
    {
        if (done() || !parts_[at_].number || parts_[at_].text.size() > digits_max)
            return std::nullopt;
        return int(*parse_integer(parts_[at_++].text));
    }
    bool is_year() const { return !done() && parts_[at_].number && parts_[at_].text.size() == 4; }

    /// `24/11/2026`, `24 thang 11 nam 2026`, `2026-11-24`.
    std::optional<Day> take_day()
    {
        const bool year_first = is_year();
        const auto first = take_number(year_first ? 4 : 2);
        if (!first) return std::nullopt;
        const bool in_words = take("thang");
        std::string mark;
        for (const auto* one : {"/", "-", "."})
            if (!in_words && mark.empty() && take(one)) mark = one;
        if (!in_words && mark.empty()) return std::nullopt;
        const auto month = take_number(2);
        if (!month || !take(in_words ? "nam" : std::string_view(mark))) return std::nullopt;
        if (!year_first && !is_year()) return std::nullopt;
        const auto last = take_number(year_first ? 2 : 4);
        if (!last || (year_first && in_words)) return std::nullopt;
        const auto day = year_first ? make_day(*first, unsigned(*month), unsigned(*last))
                                    : make_day(*last, unsigned(*month), unsigned(*first));
        return day ? sensible(*day) : std::nullopt;
    }

    /// `8:12`, `08:12:30.500`, `14h12`, `14 gio 12 phut`, and which half of the day. Where it is
    /// none, nothing was taken.
    std::optional<std::chrono::seconds> take_time()
    {
        const auto from = at_;
        const auto time = take_hours();
        if (!time) at_ = from;
        return time;
    }
    std::optional<std::chrono::seconds> take_hours()
    {
        const auto hour = take_number(2);
        if (!hour) return std::nullopt;
        int minute = 0, second = 0;
        const bool in_words = take("h") || take("g") || take("gio");
        if (!in_words && !take(":")) return std::nullopt;
        if (const auto read = take_number(2)) {
            minute = *read;
            if (take(":") || (in_words && (take("phut") || take("p")))) {
                if (const auto seconds = take_number(2)) {
                    second = *seconds;
                    if (take(".") && !take_number(9)) return std::nullopt;
                    if (in_words) (void)(take("giay") || take("s"));
                } else if (!in_words) {
                    return std::nullopt;
                }
            }
        } else if (!in_words) {
            return std::nullopt;
        }
        if (*hour > 23 || minute > 59 || second > 59) return std::nullopt;
        const auto whole = in_half_of_day(*hour);
        if (!whole) return std::nullopt;
        return std::chrono::hours(*whole) + std::chrono::minutes(minute) +
               std::chrono::seconds(second);
    }
    /// The hour of the day; nothing where both together name none.
    std::optional<int> in_half_of_day(int hour)
    {
        if (take("sa") || take("am") || take("sang"))
            return hour > 12 ? std::nullopt : std::optional(hour % 12);
        if (take("trua"))
            return hour == 11 || hour == 12 ? std::optional(hour)
                   : hour == 1              ? std::optional(13)
                                            : std::nullopt;
        if (take("ch") || take("pm") || take("chieu") || take("toi"))
            return hour == 0 ? std::nullopt : std::optional(hour < 12 ? hour + 12 : hour);
        return hour;
    }

    std::vector<Part> parts_;
    std::size_t at_ = 0;
};

} // namespace

std::string weekday_date(Day day)
{
    constexpr std::array<const char*, 7> names = {"thứ Hai", "thứ Ba",  "thứ Tư",  "thứ Năm",
                                                  "thứ Sáu", "thứ Bảy", "Chủ nhật"};
    return std::string(names[weekday_index(day)]) + "\u00A0" + date_text(day);
}

std::string spoken_time(Instant instant)
{
    return clock_text(instant) + " ngày\u00A0" + date_text(day_of(instant));
}

std::optional<Day> parse_typed_day(std::string_view typed)
{
    if (const auto iso = parse_iso_day(typed)) return sensible(*iso);
    std::array<std::string, 3> parts;
    if (typed.size() == 8 && is_digits(typed)) {
        parts = {
            std::string(typed.substr(0, 2)), std::string(typed.substr(2, 2)),
            std::string(typed.substr(4))};
    } else {
        std::size_t part = 0;
        for (const char c : typed) {
            if (c >= '0' && c <= '9')
                parts[part].push_back(c);
            else if (c != '/' && c != '-' && c != '.' && c != ' ')
                return std::nullopt;
            else if (!parts[part].empty() && ++part == parts.size())
                return std::nullopt;
        }
    }
    const auto day = parse_integer(parts[0]), month = parse_integer(parts[1]),
               year = parse_integer(parts[2]);
    if (!day || !month || !year || *day > 31 || *month > 12 || parts[2].size() != 4)
        return std::nullopt;
    const auto read = make_day(int(*year), unsigned(*month), unsigned(*day));
    return read ? sensible(*read) : std::nullopt;
}

std::optional<WrittenTime> parse_written_time(std::string_view written)
{
    const auto text = clean(written);
    auto exact = parse_iso(text);
    if (!exact) exact = parse_compact(text);
    if (exact) {
        const auto local = to_local(*exact);
        const auto day = std::chrono::floor<std::chrono::days>(local);
        return WrittenTime{day, std::chrono::floor<std::chrono::seconds>(local - day)};
    }
    return WrittenTimeReader(text).read();
}

} // namespace tnung::text
