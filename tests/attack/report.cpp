#include "tests/attack/report.hpp"

#include <fmt/format.h>

namespace tnung::attack {

namespace {

constexpr int told_max = 100;

} // namespace

void Report::tell(const char* kind, const std::string& what)
{
    if (++told_ <= told_max) fmt::print(stderr, "{}: {}\n", kind, what);
}

void Report::crashed(const std::string& what)
{
    ++crashes_;
    tell("crashed", what);
}

void Report::wrong_answer(const std::string& what)
{
    ++wrong_answers_;
    tell("wrong answer", what);
}

void Report::limit_passed(const std::string& what)
{
    ++limits_passed_;
    tell("limit passed", what);
}

std::string Report::json() const
{
    return fmt::format(
        R"({{"tries":{},"crashes":{},"wrong_answers":{},"limits_passed":{},"restarts":{}}})",
        tries_, crashes_, wrong_answers_, limits_passed_, restarts_
    );
}

} // namespace tnung::attack
