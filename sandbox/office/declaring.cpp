#include "sandbox/office/declaring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace tnung::sandbox {

namespace {

constexpr int screens_max = 200;

bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

std::string before_last(const std::string& path)
{
    return path.substr(0, path.rfind('/'));
}

/// One screen of the form, filled as its labels ask.
class Screen {
public:
    Screen(const Page& page, const Manner& manner) : manner_(manner)
    {
        for (const auto& input : page.inputs()) take(input);
    }
    Visitor::Fields with(const std::string& act) const
    {
        auto fields = fields_;
        fields.emplace_back("act", act);
        return fields;
    }
    /// The first list that nothing was added to; empty where there is none.
    std::string to_add(const std::set<std::string>& added) const
    {
        for (const auto& act : adds_)
            if (!added.contains(act)) return act;
        return "";
    }

private:
    void take(const Input& input)
    {
        const auto& name = input.name;
        if (name == "act") {
            if (input.value.starts_with("add:") || input.value == "add-change")
                adds_.push_back(input.value);
            return;
        }
        if (name == "the") return;
        if (input.type == "checkbox") {
            // "Không có" of a list; what may be none of a group.
            const bool none = manner_.again ? input.checked : !manner_.everything;
            if (none && name.starts_with("n")) fields_.emplace_back(name, "1");
            return;
        }
        if (input.type == "radio") {
            if (input.checked) fields_.emplace_back(name, input.value);
            return;
        }
        const bool again = !seen_.insert(input.label).second;
        const bool stays = manner_.again || !input.value.empty();
        fields_.emplace_back(name, stays ? input.value : answer(input, again));
    }
    std::string answer(const Input& input, bool again) const
    {
        const auto& label = input.label;
        const bool of_item = has(input.name, ".");
        if (input.type == "select") return input.options.size() > 1 ? input.options[1] : "";
        const bool of_spouse =
            !of_item && (again || has(label, "Nghề nghiệp") || has(label, "Nơi làm việc"));
        if (of_spouse && !manner_.everything) return "";
        if (has(label, "Ngày tháng năm sinh")) return of_item ? "05/09/2015" : "05/09/1978";
        if (has(label, "Ngày cấp")) return "10/05/2021";
        if (has(label, "Số căn cước"))
            return identity_numbers(manner_.number)[of_item ? 2 : of_spouse ? 1 : 0];
        if (has(label, "Diện tích")) return "120,5";
        if (has(label, "Năm bắt đầu")) return "2019";
        if (has(label, "Số lượng")) return "12 " + manner_.words(label);
        if (has(label, "Tổng")) return income(label);
        if (has(label, "Giá trị") || has(label, "Quy đổi") || has(label, "Số tiền"))
            return amount();
        if (has(label, "Vì sao") || has(label, "Loại tiền")) return input.value;
        return manner_.words(label);
    }
    std::string amount() const { return fmt::format("{}", 713'904'000'000 + manner_.number); }
    std::string income(const std::string& label) const
    {
        const bool another = has(label, "vợ") || has(label, "con chưa") || has(label, "chung");
        return another || !manner_.everything ? "0" : amount();
    }

    const Manner& manner_;
    Visitor::Fields fields_;
    std::vector<std::string> adds_;
    std::set<std::string> seen_; ///< labels: the second on a screen is the spouse's
};

[[noreturn]] void stuck(const char* where, const Page& page)
{
    throw std::runtime_error(
        fmt::format("{}: {} at {}: {}", where, page.status, page.path, page.words())
    );
}

} // namespace

std::vector<std::string> identity_numbers(int number)
{
    // A woman and a man of 1978 and a boy of 2015, of Gia Lai; nobody has them.
    return {
        fmt::format("064178{:06}", number), fmt::format("064078{:06}", number),
        fmt::format("064215{:06}", number)};
}

Declared declare(Visitor& visitor, Account& account, const Manner& manner)
{
    Declared declared;
    const auto mine = visitor.get("/ke-khai");
    const auto owed = mine.links("/ke-khai/");
    if (owed.empty()) stuck("nothing to declare", mine);
    declared.path = owed.front();
    auto page = visitor.get(declared.path);
    if (!has(page.path, "/muc/")) page = visitor.post(declared.path + "/bat-dau", {});
    std::set<std::string> added;
    for (int i = 0; has(page.path, "/muc/"); ++i) {
        if (page.status != 200 || i > screens_max) stuck("a screen", page);
        ++declared.screens;
        const auto path = page.path.substr(0, page.path.find_first_of("?#"));
        const Screen screen(page, manner);
        const auto add = manner.everything && !manner.again ? screen.to_add(added) : "";
        page = visitor.post(path, screen.with(add.empty() ? "next" : add));
        if (!add.empty()) added.insert(add);
    }
    if (!page.path.ends_with("/soat") || !has(page.heading(), "đã đủ để nộp"))
        stuck("what was declared is not taken", page);
    ++declared.screens;
    Visitor::Fields fields;
    for (const auto& input : page.inputs())
        if (input.name == "phien-ban") fields.emplace_back(input.name, input.value);
    fields.emplace_back("mat-khau", account.password);
    fields.emplace_back("ma", visitor.next_code(account));
    page = visitor.post(before_last(page.path) + "/nop", std::move(fields));
    const auto receipts = page.links(declared.path + "/bien-nhan/");
    if (receipts.empty()) stuck("no receipt", page);
    declared.receipt = receipts.back().substr(receipts.back().rfind('/') + 1); // the newest
    return declared;
}

} // namespace tnung::sandbox
