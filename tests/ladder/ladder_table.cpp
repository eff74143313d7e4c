#include "tests/ladder/ladder_table.hpp"

#include <fmt/format.h>

namespace tnung::ladder {

namespace {

constexpr std::string_view head = R"(# The disclosure ladder, every path

Written by `tests/ladder` (`UPDATE_LADDER=1`) from what the real pages, the chat and the messages said, held there against the rules of
[0004](decisions/0004-disclosure-ladder.md) as they are said once more without the program (`tests/ladder/ladder_rules.cpp`). Never
edited by hand.

**Answers.** `-` nothing of the dossier; `0` its code and how far it is; `1` its procedure, steps and dates; `2` amounts, papers, reasons,
names: everything. `f` behind it would be what was told to a former owner; it stands nowhere, which is the point. `.` this reader
cannot stand at this door. One sign for each time of looking: in use `at once`, `a day later`, `over six months`; silent `over six
months`; ended before or after the proof `at once`, `a day later`. Just under six months was looked at too: it is as a day later,
but that addresses end after sixty days.

**Readers.** Whoever is linked holds the number's messages as well. A reader who types digits types his own, where he knows any, else
`1111`. What stopped it happened right after the proof and before the first look.

**Doors.** )";

constexpr std::string_view tail = R"(
There are no pages with attachments in the gateway; the page of a request about one's own data is the one named *my data*. A photo of
a slip in the chat is the chat's answer about a dossier. Messages that an account was sent stay in the file it takes away, whatever ended since.
)";

std::string signs_of(const Seen& seen, int door)
{
    std::string signs;
    for (const auto& [age, at] : seen)
        if (age != Age::months_under) signs += (signs.empty() ? "" : " ") + at[std::size_t(door)];
    return signs;
}

/// Rows of one owner; what was stopped stands in one row where nothing differs.
std::string rows_of(Owner owner, const std::vector<Path>& paths, const std::vector<Seen>& seen)
{
    std::vector<std::pair<std::string, std::string>> rows; // signs, what was stopped
    std::string text;
    const auto flush = [&](const Path& of) {
        for (const auto& [signs, stopped] : rows)
            text += fmt::format(
                "| {} | {} | {} |{}\n", name_of(of.proof), stopped, name_of(of.life), signs
            );
        rows.clear();
    };
    const Path* last = nullptr;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& path = paths[i];
        if (path.owner != owner || seen[i].empty()) continue;
        if (last && (last->proof != path.proof || last->life != path.life)) flush(*last);
        last = &path;
        std::string signs;
        for (int door = 0; door < doors; ++door) signs += " " + signs_of(seen[i], door) + " |";
        bool merged = false;
        for (auto& [known, stopped] : rows)
            if (known == signs) {
                stopped += fmt::format("; {}", name_of(path.stop));
                merged = true;
            }
        if (!merged) rows.emplace_back(signs, std::string(name_of(path.stop)));
    }
    if (last) flush(*last);
    return text;
}

} // namespace

std::string table_of(const std::vector<Path>& paths, const std::vector<Seen>& seen)
{
    std::string text(head);
    for (int door = 0; door < doors; ++door)
        text += fmt::format(
            "{}*{}*: {}", door == 0 ? "" : "; ", name_of(Door(door)), what_is(Door(door))
        );
    text += ".\n";
    text += tail;
    std::string columns = "| reader showed | stopped | time |", line = "| --- | --- | --- |";
    for (int door = 0; door < doors; ++door) {
        columns += fmt::format(" {} |", name_of(Door(door)));
        line += " --- |";
    }
    for (int owner = 0; owner < owners; ++owner)
        text += fmt::format(
            "\n## The dossier is of: {}\n\n{}\n{}\n{}", name_of(Owner(owner)), columns, line,
            rows_of(Owner(owner), paths, seen)
        );
    text += "\n## Paths that there are not\n\n| why | how many |\n| --- | --- |\n";
    std::map<std::string_view, int> none;
    int played = 0, cells = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (const auto why = impossible(paths[i]))
            ++none[*why];
        else
            ++played;
        cells += int(seen[i].size()) * doors;
    }
    for (const auto& [why, count] : none) text += fmt::format("| {} | {} |\n", why, count);
    text += fmt::format("\n{} paths were played, {} answers read.\n", played, cells);
    return text;
}

} // namespace tnung::ladder
