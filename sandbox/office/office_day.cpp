#include "sandbox/office/office_day.hpp"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace tnung::sandbox {

namespace {

std::string number_of(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

class Day {
public:
    Day(OfficeDay& day, const Clock& clock)
        : day_(day), clock_(clock), declared_(day_.declarants.size())
    {
    }

    DayCounts live()
    {
        open_campaign();
        declare_all();
        auto personnel = enter(day_.personnel);
        return_first(personnel);
        for (const auto& one : declared_) {
            move(personnel, one, "tiep-nhan", read(personnel, "/don-vi", one));
        }
        hand_over(personnel);
        auto inspector = enter(day_.inspector);
        for (const auto& one : declared_) read(inspector, "/thanh-tra", one);
        auto auditor = enter(day_.auditor);
        for (const auto& one : declared_) {
            try_in_vain(*first_, one.path == declared_[0].path ? "/nhat-ky" : one.path);
            try_in_vain(personnel, "/thanh-tra/" + number_of(one.path));
            try_in_vain(inspector, unit_path(one));
            try_in_vain(auditor, one.path);
        }
        return counts_;
    }

private:
    Visitor enter(Account& account)
    {
        Visitor visitor(client_, day_.registry, clock_);
        if (!visitor.sign_in(account))
            throw std::runtime_error(fmt::format("{} cannot sign in", account.login));
        return visitor;
    }

    void open_campaign()
    {
        auto administrator = enter(day_.administrator);
        const auto year = iso_text(clock_.now()).substr(0, 4);
        const auto page = administrator.post("/dot-ke-khai", {{"year", year}});
        if (page.status != 200)
            throw std::runtime_error(fmt::format("no campaign: {} {}", page.status, page.heading())
            );
    }

    void declare_all()
    {
        std::atomic<std::size_t> next{0};
        std::exception_ptr failed;
        std::mutex mutex; // guards failed
        std::vector<std::thread> threads;
        for (int i = 0; i < day_.at_once; ++i)
            threads.emplace_back([&] {
                try {
                    for (std::size_t k; (k = next++) < declared_.size();) {
                        auto visitor = enter(day_.declarants[k]);
                        declare_one(visitor, k);
                        if (k == 0) first_.emplace(std::move(visitor));
                    }
                } catch (...) {
                    const std::lock_guard lock(mutex);
                    failed = std::current_exception();
                    next = declared_.size();
                }
            });
        for (auto& thread : threads) thread.join();
        if (failed) std::rethrow_exception(failed);
        counts_.declarations = int(declared_.size());
    }

    void declare_one(Visitor& visitor, std::size_t k, bool again = false)
    {
        declared_[k] = declare(
            visitor, day_.declarants[k],
            {.everything = int(k) < day_.everything,
             .again = again,
             .words = [&](const std::string& label) { return canary(label, int(k)); },
             .number = int(k)}
        );
        const auto path = fmt::format("{}/bang-chung/{}", declared_[k].path, declared_[k].receipt);
        auto proof = visitor.get(path);
        for (int i = 0; proof.status == 503 && i < tries_max; ++i) {
            // The log needs a moment to include the entry, so try again.
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            proof = visitor.get(path);
        }
        if (int(k) < day_.everything)
            for (const auto& paper : {std::string("/ban-in"), "/bien-nhan/" + declared_[k].receipt})
            {
                const auto address = declared_[k].path + paper;
                const auto got = visitor.get(address);
                if (got.status != 200 || !got.body.starts_with("%PDF"))
                    throw std::runtime_error(fmt::format("no paper: {} {}", got.status, address));
            }
        if (proof.status != 200)
            throw std::runtime_error(fmt::format("no proof: {} {}", proof.status, proof.heading()));
        std::ofstream(day_.proofs / (declared_[k].receipt + ".tlog-proof"), std::ios::binary)
            << proof.body;
    }

    Page read(Visitor& visitor, const std::string& root, const Declared& one)
    {
        auto page = visitor.post(
            fmt::format("{}/{}/doc", root, number_of(one.path)),
            {{"viec", root == "/don-vi" ? "completeness" : "taken_over"}}
        );
        if (page.status != 200 || page.body.find("<article") == std::string::npos)
            throw std::runtime_error(fmt::format("not read: {} {}", page.status, page.heading()));
        ++counts_.reads;
        return page;
    }

    /// `seen`: the page whose button it is.
    void move(
        Visitor& visitor, const Declared& one, const char* act, const Page& seen,
        Visitor::Fields fields = {}
    )
    {
        for (const auto& input : seen.inputs())
            if (input.name == "ban") {
                fields.emplace_back(input.name, input.value);
                break;
            }
        const auto done =
            visitor.post(fmt::format("{}/{}", unit_path(one), act), std::move(fields));
        if (done.status != 200 || done.path != unit_path(one))
            throw std::runtime_error(fmt::format("{}: {} {}", act, done.status, done.heading()));
    }

    void hand_over(Visitor& personnel)
    {
        for (std::size_t left = declared_.size(); left > 0;) {
            Visitor::Fields fields = {
                {"cho", "provincial_inspectorate"},
                {"nguoi-giao", "Lê Thị Mỹ Duyên, Chánh Văn phòng"},
                {"nguoi-nhan", "Phạm Thị Kim Yến, Thanh tra viên"}};
            std::size_t chosen = 0;
            for (const auto& input : personnel.get(handovers_path).inputs())
                if (input.type == "checkbox" && input.checked) {
                    fields.emplace_back(input.name, input.value);
                    ++chosen;
                }
            const auto done = personnel.post(handovers_path, std::move(fields));
            if (done.status != 200 || chosen == 0 || chosen > left)
                throw std::runtime_error(fmt::format(
                    "{} of {} handed over: {} {}", chosen, left, done.status, done.heading()
                ));
            left -= chosen;
        }
    }

    void return_first(Visitor& personnel)
    {
        const auto page = read(personnel, "/don-vi", declared_[0]);
        move(
            personnel, declared_[0], "tra-lai", page,
            {{"ly-do", "Ghi đủ tên cơ quan cấp trên theo quyết định thành lập."}}
        );
        declare_one(*first_, 0, true);
        ++counts_.declarations;
    }

    void try_in_vain(Visitor& visitor, const std::string& path)
    {
        const auto page = visitor.get(path);
        if (page.status == 403 || page.status == 404)
            ++counts_.denied;
        else
            ++counts_.admitted;
    }

    static std::string unit_path(const Declared& one) { return "/don-vi/" + number_of(one.path); }

    static constexpr const char* handovers_path = "/don-vi/ban-giao";
    static constexpr int tries_max = 100;
    OfficeDay& day_;
    const Clock& clock_;
    http::Client client_;
    std::vector<Declared> declared_;
    std::optional<Visitor> first_; ///< the declarant whose declaration is returned, signed in
    DayCounts counts_;
};

} // namespace

std::string canary(const std::string& label, int number)
{
    return fmt::format("Vỹqzk{} {}", number, label.substr(0, label.find('(')));
}

DayCounts live_a_day(OfficeDay& day, const Clock& clock)
{
    return Day(day, clock).live();
}

} // namespace tnung::sandbox
