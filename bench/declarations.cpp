#include "bench/declarations.hpp"

#include "registry/declaration/changes.hpp"
#include "registry/declaration/sample.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::bench {

namespace {

using namespace registry;

constexpr std::string_view completed_before = "10/12/2025", completed_now = "10/12/2026",
                           long_ago = "01/11/2026", adult_born = "10/12/2008";

/// One way to break a rule. `both` is written into the declaration before as well, so that nothing
/// else differs; `after` once the table of changes was made and explained.
struct Planted {
    std::string_view rule;
    std::string_view needs; ///< an item that must be there, `list#id`; `first`, `later`, `spouse`
    std::string_view both, before, now, after;
    std::vector<Expected> expected;
};

const std::vector<Planted>& ways_to_break()
{
    static const std::vector<Planted> ways = {
        {.rule = "heading.answered",
         .now = "assets.papers.bonds = there",
         .expected = {{"heading.answered", "assets.papers.bonds", ""}}},
        {.rule = "field.needed",
         .now = "general.declarant.post = ",
         .expected = {{"field.needed", "general.declarant.post", ""}}},
        {.rule = "field.readable",
         .now = "general.declarant.born = 31/2/1979",
         .expected = {{"field.readable", "general.declarant.born", ""}}},
        {.rule = "item.confirmed",
         .now = "assets.land.residential#p1 = unconfirmed",
         .expected = {{"item.confirmed", "assets.land.residential", "p1"}}},
        {.rule = "part.left_out",
         .needs = "first",
         .now = "assets.income.total = 5 triệu",
         .expected = {{"part.left_out", "assets.income", ""}}},
        {.rule = "completed.after_last",
         .needs = "later",
         .before = "head.completed = 10/12/2026",
         .expected = {{"completed.after_last", "head.completed", ""}}},
        {.rule = "completed.stale",
         .now = "head.completed = 01/11/2026",
         .expected = {{"completed.stale", "head.completed", ""}}},
        {.rule = "identity.birth_declarant",
         .both = "general.declarant.identity = 064155123123",
         .expected = {{"identity.birth_declarant", "general.declarant.identity", ""}}},
        {.rule = "identity.birth_spouse",
         .needs = "spouse",
         .both = "general.spouse.identity = 052055123123",
         .expected = {{"identity.birth_spouse", "general.spouse.identity", ""}}},
        {.rule = "identity.birth_child",
         .needs = "general.children#c1",
         .both = "general.children#c1.identity = 064255123123",
         .expected = {{"identity.birth_child", "general.children.identity", "c1"}}},
        {.rule = "identity.distinct",
         .needs = "general.children#c1",
         .both = "general.children#c1.identity = {identity}",
         .expected =
             {{"identity.birth_child", "general.children.identity", "c1"},
              {"identity.distinct", "general.children.identity", "c1"}}},
        {.rule = "identity.same_person",
         .needs = "later",
         .before = "general.declarant.identity = 230456789",
         .expected = {{"identity.same_person", "general.declarant.identity", ""}}},
        {.rule = "issued.after_birth_declarant",
         .now = "general.declarant.identity_day = 01/01/1940",
         .expected = {{"issued.after_birth_declarant", "general.declarant.identity_day", ""}}},
        {.rule = "issued.after_birth_spouse",
         .needs = "spouse",
         .now = "general.spouse.identity_day = 01/01/1940",
         .expected = {{"issued.after_birth_spouse", "general.spouse.identity_day", ""}}},
        {.rule = "issued.after_birth_child",
         .needs = "general.children#c1",
         .now = "general.children#c1.identity_day = 01/01/2009",
         .expected = {{"issued.after_birth_child", "general.children.identity_day", "c1"}}},
        {.rule = "child.minor",
         .needs = "general.children#c1",
         .now = "general.children#c1.born = 10/12/2008",
         .expected = {{"child.minor", "general.children.born", "c1"}}},
        {.rule = "child.left",
         .needs = "later general.children#c1",
         .now = "general.children#c1 = gone",
         .expected = {{"child.left", "general.children", ""}}},
        {.rule = "income.adds_up",
         .needs = "later",
         .now = "assets.income.children = 1.234.567",
         .expected = {{"income.adds_up", "assets.income.total", ""}}},
        {.rule = "income.none",
         .needs = "later",
         .now = "assets.income.declarant = 0; assets.income.spouse = 0; assets.income.common = 0; "
                "assets.income.total = 0",
         .expected = {{"income.none", "assets.income.total", ""}}},
        {.rule = "money.converted",
         .needs = "assets.money#m1",
         .both = "assets.money#m1.amount = 999 triệu / VND",
         .expected = {{"money.converted", "assets.money.value", "m1"}}},
        {.rule = "value.slip_land",
         .both = "assets.land.residential#p1.value = 850",
         .expected = {{"value.slip_land", "assets.land.residential.value", "p1"}}},
        {.rule = "value.slip_other_land",
         .needs = "assets.land.other#o1",
         .both = "assets.land.other#o1.value = 85.000",
         .expected = {{"value.slip_other_land", "assets.land.other.value", "o1"}}},
        {.rule = "value.slip_house",
         .both = "assets.houses.dwellings#h1.value = 1.200",
         .expected = {{"value.slip_house", "assets.houses.dwellings.value", "h1"}}},
        {.rule = "value.slip_construction",
         .needs = "assets.houses.constructions#k1",
         .both = "assets.houses.constructions#k1.value = 60",
         .expected = {{"value.slip_construction", "assets.houses.constructions.value", "k1"}}},
        {.rule = "value.slip_registered",
         .needs = "assets.others.registered#r1",
         .both = "assets.others.registered#r1.value = 480",
         .expected =
             {{"value.below_threshold", "assets.others.registered.value", "r1"},
              {"value.slip_registered", "assets.others.registered.value", "r1"}}},
        {.rule = "value.below_threshold",
         .needs = "assets.others.registered#r1",
         .both = "assets.others.registered#r1.value = 60 triệu",
         .expected = {{"value.below_threshold", "assets.others.registered.value", "r1"}}},
        {.rule = "total.below_threshold",
         .needs = "assets.precious#g1",
         .both = "assets.precious#g1.value = 100 triệu",
         .expected = {{"total.below_threshold", "assets.precious", ""}}},
        {.rule = "area.residential",
         .both = "assets.land.residential#p1.area = 12.050",
         .expected = {{"area.residential", "assets.land.residential.area", "p1"}}},
        {.rule = "area.dwelling",
         .both = "assets.houses.dwellings#h1.area = 18.000",
         .expected = {{"area.dwelling", "assets.houses.dwellings.area", "h1"}}},
        {.rule = "certificate.once",
         .needs = "assets.land.other#o1",
         .both = "assets.land.residential#p1.certificate = CB 777777 / {name}; "
                 "assets.land.other#o1.certificate = cb 777.777 / {name}",
         .expected = {{"certificate.once", "assets.land.other.certificate", "o1"}}},
        {.rule = "registration.once",
         .needs = "assets.others.registered#r2",
         .both = "assets.others.registered#r1.registration = 81A-777.77; "
                 "assets.others.registered#r2.registration = 81a 77777",
         .expected = {{"registration.once", "assets.others.registered.registration", "r2"}}},
        {.rule = "account.once",
         .both = "assets.accounts_abroad#a1.holder = {name}; assets.accounts_abroad#a1.account = "
                 "DE-77; assets.accounts_abroad#a1.bank = Sparkasse Leipzig; "
                 "assets.accounts_abroad#a2.holder = {name}; assets.accounts_abroad#a2.account = "
                 "de 77; "
                 "assets.accounts_abroad#a2.bank = Sparkasse",
         .expected = {{"account.once", "assets.accounts_abroad.account", "a2"}}},
        {.rule = "holder.land",
         .both = "assets.land.residential#p1.certificate = CB 888888 / Công ty cổ phần Đức Long",
         .expected = {{"holder.land", "assets.land.residential.certificate", "p1"}}},
        {.rule = "holder.other_land",
         .needs = "assets.land.other#o1",
         .both = "assets.land.other#o1.certificate = CB 999999 / Công ty cổ phần Đức Long",
         .expected = {{"holder.other_land", "assets.land.other.certificate", "o1"}}},
        {.rule = "holder.dwelling",
         .both = "assets.houses.dwellings#h1.certificate = CB 666666 / Công ty cổ phần Đức Long",
         .expected = {{"holder.dwelling", "assets.houses.dwellings.certificate", "h1"}}},
        {.rule = "abroad.country",
         .both = "assets.abroad#f1.asset_kind = tiền; assets.abroad#f1.country = Việt Nam; "
                 "assets.abroad#f1.name = sổ tiết kiệm; assets.abroad#f1.value = 300 triệu",
         .expected = {{"abroad.country", "assets.abroad.country", "f1"}}},
        {.rule = "item.says_nothing",
         .both =
             "assets.papers.shares#s1.name = Không có; assets.papers.shares#s1.quantity = 1.000 "
             "cổ phiếu; assets.papers.shares#s1.value = 200 triệu",
         .expected = {{"item.says_nothing", "assets.papers.shares.name", "s1"}}},
        {.rule = "changes.stand",
         .needs = "later",
         .after =
             "assets.others.unregistered#u9.name = tranh sơn dầu; "
             "assets.others.unregistered#u9.since = 2026; assets.others.unregistered#u9.value = "
             "200 triệu",
         .expected = {{"changes.stand", "changes.others.unregistered", "u9"}}},
        {.rule = "changes.fit",
         .needs = "later",
         .before = "assets.land.residential#p1.value = 777.777.777",
         .now = "assets.land.residential#p1.value = 900.000.001",
         .after = "assets.land.residential#p1.value = 950.000.001",
         .expected = {{"changes.fit", "changes.land.residential", "p1"}}},
        {.rule = "changes.explained",
         .needs = "later",
         .before = "assets.houses.dwellings#h1 = gone",
         .after = "changes.houses.dwellings#h1 = explained:",
         .expected = {{"changes.explained", "changes.houses.dwellings", "h1"}}},
    };
    return ways;
}

constexpr std::array<std::string_view, 12> families = {
    "Nguyễn", "Trần", "Lê", "Phạm", "Rơ Châm", "Siu", "Ksor", "Nay", "Rmah", "Đinh", "Võ", "Huỳnh"};
constexpr std::array<std::string_view, 14> given = {
    "Thị Hồng Nhung", "Văn Đức",  "Hữu Phước", "H’Hoa",        "Djruêng",
    "Thị Ngọc Ánh",   "Quốc Bảo", "Minh Khôi", "H’Ban",        "Thanh Tùng",
    "Thị Kim Thoa",   "Y Thuân",  "Hoài An",   "Thị Bích Liên"};
constexpr std::array<std::string_view, 6> streets = {
    "Hai Bà Trưng", "Lê Lợi", "Hùng Vương", "Trần Hưng Đạo", "Nguyễn Tất Thành", "Phan Đình Phùng"};
constexpr std::array<std::string_view, 6> places = {"phường Pleiku", "phường Quy Nhơn",
                                                    "phường An Khê", "xã Ia Grai",
                                                    "xã Đak Đoa",    "xã Tuy Phước"};

bool has(const Synthetic& made, std::string_view needs)
{
    while (!needs.empty()) {
        const auto end = std::min(needs.find(' '), needs.size());
        const auto one = needs.substr(0, end);
        needs.remove_prefix(std::min(end + 1, needs.size()));
        const auto hash = one.find('#');
        bool there = false;
        if (one == "first")
            there = made.kind == "first";
        else if (one == "later")
            there = made.kind != "first";
        else if (one == "spouse")
            there = !made.content.none.contains(made.form->find("general.spouse")->index);
        else
            there = find_item(
                        made.content, *made.form->find(one.substr(0, hash)), one.substr(hash + 1)
                    ) != nullptr;
        if (!there) return false;
    }
    return true;
}

} // namespace

Declarations::Declarations(const FormCatalogue& forms, std::uint64_t seed)
    : forms_(forms), random_(seed)
{
}

Day Declarations::today() const
{
    return *parse_iso_day("2026-12-15");
}

std::string Declarations::identity(int year, bool woman)
{
    const int century = (year - 1900) / 100 * 2 + (woman ? 1 : 0);
    return fmt::format(
        "{}{}{:02}{:06}", below(2) ? "064" : "052", century, year % 100, below(1'000'000)
    );
}

std::string Declarations::person_name()
{
    return fmt::format("{} {}", families[below(families.size())], given[below(given.size())]);
}

std::string Declarations::day_in(int year)
{
    return fmt::format("{:02}/{:02}/{}", 1 + below(28), 1 + below(12), year);
}

std::string Declarations::base_lines(bool with_income)
{
    std::string lines;
    const auto say = [&](std::string_view place, const std::string& what) {
        lines += fmt::format("{} = {}\n", place, what);
    };
    const auto value = [&] { return fmt::to_string(150'000'000 + below(4'000) * 1'000'000); };
    const auto address = [&] {
        return fmt::format(
            "{} {}, {}, tỉnh Gia Lai", 1 + below(400), streets[below(streets.size())],
            places[below(places.size())]
        );
    };
    const auto home = address();
    const int born = 1966 + int(below(30));
    name_ = person_name();
    identity_ = identity(born, below(2) == 0);
    say("head.superior", "Ủy ban nhân dân tỉnh Gia Lai");
    say("head.agency", "Sở Nông nghiệp và Môi trường");
    say("general.declarant.name", name_);
    say("general.declarant.born", day_in(born));
    say("general.declarant.post", "Phó Trưởng phòng");
    say("general.declarant.workplace", "Sở Nông nghiệp và Môi trường");
    say("general.declarant.residence", home);
    say("general.declarant.identity", identity_);
    say("general.declarant.identity_day", day_in(2021));
    say("general.declarant.identity_place", "Cục Cảnh sát quản lý hành chính về trật tự xã hội");
    const bool married = below(5) != 0;
    const auto spouse = person_name();
    if (married) {
        const int year = born - 5 + int(below(10));
        say("general.spouse.name", spouse);
        say("general.spouse.born", day_in(year));
        say("general.spouse.occupation", "Giáo viên");
        say("general.spouse.workplace", "Trường Trung học cơ sở Nguyễn Du");
        say("general.spouse.residence", home);
        say("general.spouse.identity", identity(year, below(2) == 0));
        say("general.spouse.identity_day", day_in(2021));
        say("general.spouse.identity_place", "Cục Cảnh sát quản lý hành chính về trật tự xã hội");
    } else
        say("general.spouse", "none");
    const auto children = below(4);
    for (std::uint64_t child = 1; child <= children; ++child) {
        const auto item = fmt::format("general.children#c{}", child);
        say(item + ".name", person_name());
        say(item + ".born", day_in(2010 + int(below(15))));
        say(item + ".residence", home);
    }
    if (children == 0) say("general.children", "none");

    // Lists by their fields: how often there is one, and how many at most.
    const auto items = [&](const std::string& list, char letter, std::uint64_t at_least,
                           std::uint64_t at_most, const auto& fill) {
        const auto count = at_least + below(at_most - at_least + 1);
        for (std::uint64_t i = 1; i <= count; ++i) {
            const auto item = fmt::format("{}#{}{}", list, letter, i);
            fill([&](std::string_view field, const std::string& what) {
                say(fmt::format("{}.{}", item, field), what);
            });
        }
        if (count == 0) say(list, "none");
    };
    const auto certificate = [&] {
        return fmt::format(
            "CĐ {:06} / {}", ++papers_ % 600'000, married && below(2) ? spouse : name_
        );
    };
    items("assets.land.residential", 'p', 1, 3, [&](const auto& field) {
        field("address", address());
        field("area", fmt::format("{},{}", 80 + below(400), 1 + below(9)));
        field("value", value() + (below(3) ? "" : " ~estimated"));
        field("certificate", certificate());
    });
    items("assets.land.other", 'o', 0, 3, [&](const auto& field) {
        field("land_kind", "đất trồng cây lâu năm");
        field("address", address());
        field("area", fmt::to_string(1000 + below(90'000)));
        field("value", below(4) ? value() : "~not_determinable / đất ông bà để lại");
        field("certificate", below(3) ? certificate() : "~none");
    });
    items("assets.houses.dwellings", 'h', 1, 2, [&](const auto& field) {
        field("address", address());
        field("house_kind", below(4) ? "nhà ở riêng lẻ" : "căn hộ");
        field("area", fmt::to_string(50 + below(400)));
        field("value", value());
        field("certificate", certificate());
    });
    items("assets.houses.constructions", 'k', 0, 1, [&](const auto& field) {
        field("name", "nhà kho");
        field("address", address());
        field("construction_kind", "kho");
        field("grade", "cấp IV");
        field("area", fmt::to_string(100 + below(500)));
        field("value", value());
        field("certificate", "~none");
    });
    items("assets.attached.trees", 't', 0, 1, [&](const auto& field) {
        field("name", "cà phê");
        field("quantity", fmt::format("{} cây", 200 + below(3000)));
        field("value", value() + " ~estimated");
    });
    say("assets.attached.forest", "none");
    say("assets.attached.structures", "none");
    items("assets.precious", 'g', 0, 1, [&](const auto& field) {
        field("name", "vàng miếng");
        field("quantity", fmt::format("{} cây", 3 + below(20)));
        field("value", value());
    });
    items("assets.money", 'm', 0, 2, [&](const auto& field) {
        const auto amount = fmt::to_string(150'000'000 + below(800) * 1'000'000);
        field("name", "sổ tiết kiệm");
        field("held_by", "Agribank chi nhánh Gia Lai");
        field("amount", amount + " / VND");
        field("value", amount);
    });
    for (const char* list : {"shares", "bonds", "capital", "others"})
        say(fmt::format("assets.papers.{}", list), "none");
    items("assets.others.registered", 'r', 0, 2, [&](const auto& field) {
        field("name", "ô tô");
        const auto plate = ++papers_;
        field("registration", fmt::format("81A-{:03}.{:02}", plate / 77 % 1000, plate % 77));
        field("value", value());
    });
    for (const char* list :
         {"assets.others.unregistered", "assets.abroad", "assets.accounts_abroad"})
        say(list, "none");
    if (with_income) {
        const auto own = below(400) * 1'000'000, other = married ? below(300) * 1'000'000 : 0;
        say("assets.income.declarant", fmt::to_string(own + 90'000'000));
        say("assets.income.spouse", fmt::to_string(other));
        say("assets.income.children", "0");
        say("assets.income.common", "0");
        say("assets.income.total", fmt::to_string(own + other + 90'000'000));
    }
    return lines;
}

Synthetic Declarations::make()
{
    if (below(20) == 0) return supplement();
    Synthetic made;
    made.kind = below(5) == 0 ? "first" : "annual";
    const bool first = made.kind == "first";
    made.form = forms_.of(made.kind, today())->form;
    const auto lines = base_lines(!first);
    write_lines(made.content, *made.form, lines, today());
    write_lines(
        made.content, *made.form, fmt::format("head.completed = {}", completed_now), today()
    );
    if (!first) {
        made.form_before = made.form;
        write_lines(made.before, *made.form, lines, today());
        write_lines(
            made.before, *made.form, fmt::format("head.completed = {}", completed_before), today()
        );
        // What people do in a year: sell, buy, save.
        const auto& form = *made.form;
        if (below(4) == 0) remove_item(made.before, form, *form.find("assets.money"), "m2");
        if (below(6) == 0)
            remove_item(made.before, form, *form.find("assets.land.residential"), "p2");
        if (below(6) == 0 && below(2))
            write_lines(
                made.before, form, "assets.houses.dwellings#h1.value = 123.456.789", today()
            );
    }
    if (below(4) == 0)
        plant(made);
    else if (!first) {
        propose_changes(made.content, *made.form, made.before, *made.form_before);
        for (auto& change : made.content.changes) change.explanation = "lương, tiết kiệm";
    }
    return made;
}

void Declarations::plant(Synthetic& made)
{
    const auto& ways = ways_to_break();
    const auto* way = &ways[below(ways.size())];
    while (!has(made, way->needs)) way = &ways[below(ways.size())];
    const auto write = [&](Content& content, std::string_view lines) {
        write_lines(
            content, *made.form,
            fmt::format(
                fmt::runtime(lines), fmt::arg("name", name_), fmt::arg("identity", identity_)
            ),
            today()
        );
    };
    const bool first = made.kind == "first";
    write(made.content, way->both);
    if (!first) {
        write(made.before, way->both);
        write(made.before, way->before);
    }
    write(made.content, way->now);
    const auto& children = *made.form->find("general.children");
    if (way->rule == "child.left" && made.content.lists[children.index].items.empty())
        say_none(made.content, children, true);
    if (!first) {
        propose_changes(made.content, *made.form, made.before, *made.form_before);
        for (auto& change : made.content.changes) change.explanation = "lương, tiết kiệm";
    }
    write(made.content, way->after);
    made.planted = way->rule;
    made.expected = way->expected;
}

Synthetic Declarations::supplement()
{
    Synthetic made;
    made.kind = "supplement";
    made.form_before = forms_.find("nd130-pl1");
    made.form = forms_.of("supplement", today())->form;
    write_lines(made.before, *made.form_before, base_lines(true), today());
    write_lines(
        made.before, *made.form_before, fmt::format("head.completed = {}", completed_before),
        today()
    );
    made.content = taken_over(made.before, *made.form_before, *made.form);
    for (auto& [list, answer] : made.content.lists)
        for (auto& item : answer.items) item.confirmed = true;
    if (made.content.lists[made.form->find("general.children")->index].items.empty())
        say_none(made.content, *made.form->find("general.children"), true);
    for (const auto* list : made.form->lists()) say_none(made.content, *list, true);
    const bool small = below(4) == 0;
    write_lines(
        made.content, *made.form,
        fmt::format(
            "head.completed = {}\nassets.precious#new.name = vàng "
            "miếng\nassets.precious#new.quantity = "
            "20 cây\nassets.precious#new.value = {}",
            completed_now, small ? "900 triệu" : "1,6 tỷ"
        ),
        today()
    );
    propose_changes(made.content, *made.form, made.before, *made.form_before);
    for (auto& change : made.content.changes) change.explanation = "tiết kiệm";
    if (small) {
        made.planted = "supplement.reached";
        made.expected = {{"supplement.reached", "changes", ""}};
    }
    return made;
}

} // namespace tnung::bench
