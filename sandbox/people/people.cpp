#include "sandbox/people/people.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::sandbox {

namespace {

constexpr std::array family_names = {"Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê",     "Phạm",
                                     "Huỳnh",  "Võ",     "Đặng",   "Bùi",  "Đỗ",     "Hồ",
                                     "Ngô",    "Dương",  "Lý",     "Đinh", "Trương", "Tôn Nữ"};
constexpr std::array middle_names = {"Thị",  "Văn",   "Thị Mỹ",           "Hữu", "Thị Kim", "Quốc",
                                     "Minh", "Thanh", "Thị Hoàng Phương", "Công"};
constexpr std::array given_names = {
    "Hoa",         "Tâm",   "Duyên", "Hưng", "Hùng",     "Lan", "Phúc", "Thủy",      "Khánh",
    "Quỳnh Hương", "Nghĩa", "Tuyết", "Dũng", "Ngọc Ánh", "Sơn", "Yến",  "Thiện Tâm", "Bảo Ngọc"};
constexpr std::array jrai_clans = {"Rơ Châm", "Rơ Mah", "Rah Lan", "Ksor", "Siu",
                                   "Kpă",     "Nay",    "Rcom",    "Đinh"};
constexpr std::array jrai_names = {"H’Hoa", "H’Bia", "H’Neng", "Y Blơi", "A Dơk",
                                   "H’Yưk", "Krêl",  "H’Lŭk",  "Thul"};
constexpr std::array trades = {"Cà phê",   "Cao su",   "Vận tải",    "Xây dựng",
                               "Thủy sản", "Nông sản", "Gỗ nội thất"};

constexpr int jrai_percent = 28;
constexpr int business_percent = 6;
constexpr int no_phone_percent = 2;
constexpr int fixed_line_percent = 2;
constexpr int broker_percent = 5;
constexpr std::uint32_t brokers = 12;
constexpr std::uint32_t no_account_percent = 8;

} // namespace

bool has_zalo_account(const std::string& phone)
{
    std::uint32_t hash = 2166136261u; // FNV-1a: the same in every run and build
    for (const char c : phone) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash % 100 >= no_account_percent;
}

std::string People::citizen_name()
{
    if (int(random_() % 100) < jrai_percent)
        return fmt::format("{} {}", any(jrai_clans), any(jrai_names));
    return fmt::format("{} {} {}", any(family_names), any(middle_names), any(given_names));
}

std::string People::business_name()
{
    return fmt::format("Công ty TNHH {} {} {}", any(trades), any(family_names), any(given_names));
}

std::string People::phone_number()
{
    const auto chance = int(random_() % 100);
    if (chance < no_phone_percent) return "";
    if (chance < no_phone_percent + fixed_line_percent)
        return fmt::format("0269 3{:06}", random_() % 1'000'000);
    if (chance < no_phone_percent + fixed_line_percent + broker_percent)
        return fmt::format("0905 000 {:03}", random_() % brokers);
    constexpr std::array prefixes = {"032", "035", "070", "079", "081",
                                     "088", "090", "091", "096", "098"};
    return fmt::format(
        "{}{} {:03} {:03}", any(prefixes), random_() % 10, random_() % 1000, random_() % 1000
    );
}

std::vector<Person> People::make(std::size_t count)
{
    std::vector<Person> people;
    people.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Person person;
        person.business = int(random_() % 100) < business_percent;
        person.name = person.business ? business_name() : citizen_name();
        person.identity_number = person.business
                                     ? fmt::format("590{:07}", random_() % 10'000'000)
                                     : fmt::format(
                                           "{}{}{:02}{:06}", random_() % 2 ? "064" : "052",
                                           random_() % 2, 40 + random_() % 60, random_() % 1'000'000
                                       );
        person.phone = phone_number();
        people.push_back(std::move(person));
    }
    return people;
}

} // namespace tnung::sandbox
