#pragma once

#include <cstdint>
#include <string>

namespace tnung::attack {

/// What came of an attack so far. What went wrong is told on standard error as it is found.
class Report {
public:
    void tried(std::int64_t times = 1) { tries_ += times; }
    /// A program of ours ended that nobody asked to end.
    void crashed(const std::string& what);
    /// An answer that no request may get: none at all, two, without its guards, or a fault of ours.
    void wrong_answer(const std::string& what);
    /// Somebody got what a limit or a wall should have kept from them.
    void limit_passed(const std::string& what);
    /// A program that was killed on purpose came back.
    void restarted() { ++restarts_; }

    bool is_clean() const { return crashes_ == 0 && wrong_answers_ == 0 && limits_passed_ == 0; }
    std::string json() const;

private:
    void tell(const char* kind, const std::string& what);

    std::int64_t tries_ = 0, crashes_ = 0, wrong_answers_ = 0, limits_passed_ = 0, restarts_ = 0;
    int told_ = 0;
};

} // namespace tnung::attack
