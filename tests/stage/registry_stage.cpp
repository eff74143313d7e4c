#include "tests/stage/registry_stage.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/json/json.hpp"
#include "tests/stage/stage.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <thread>

namespace tnung::testing {

namespace {

constexpr std::chrono::seconds starts_max{60};
constexpr const char* unit = "H21.5";

} // namespace

RegistryStage::RegistryStage(const std::string& name, const std::filesystem::path& programs)
{
    const auto stage = new_stage(name, programs);
    programs_ = stage.programs;
    folder_ = stage.folder;
    port_ = stage.gateway_port;
    clock_shift_ = std::chrono::seconds(stage.clock_shift);
    std::filesystem::create_directories(data_folder());
}

std::string RegistryStage::origin() const
{
    return fmt::format("http://127.0.0.1:{}", port_);
}

std::string
RegistryStage::write_config(const std::string& name, const std::string& crash_at, int passing) const
{
    const auto file = folder_ / (name + ".toml");
    std::ofstream stream(file, std::ios::trunc);
    stream << fmt::format(
        R"([registry]
environment = "sandbox"
data_folder = "{}"
[web]
port = {}
[clock]
shift_seconds = {}
[vault]
reads_per_minute = 10000
reads_per_day = 1000000
[rehearsal]
crash_at = "{}"
crash_at_passing = {}
database_admin = true
)",
        data_folder().string(), port_, clock_shift_.count(), crash_at, passing
    );
    if (!stream.flush()) throw std::runtime_error(file.string() + " cannot be written");
    return file;
}

std::string RegistryStage::run(const std::vector<std::string>& words) const
{
    Child child(folder_, "run");
    std::filesystem::remove(child.output());
    std::vector<std::string> all{program(), "--config", write_config("run")};
    all.insert(all.end(), words.begin(), words.end());
    child.start(all);
    if (child.wait() != 0)
        throw std::runtime_error(fmt::format("tnung-registry {} fails", words.front()));
    return whole_file(child.output()).value_or("");
}

bool RegistryStage::start(Child& child, const std::string& config, const std::string& what) const
{
    std::filesystem::remove(child.output());
    child.start({program(), "--config", config, what});
    const auto until = std::chrono::steady_clock::now() + starts_max;
    while (whole_file(child.output()).value_or("").find("listening on") == std::string::npos) {
        if (child.ended()) return false;
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error("the registry does not start: " + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(50)); // the pace of looking
    }
    return true;
}

pg::PrivateCluster RegistryStage::cluster() const
{
    return pg::PrivateCluster({.folder = data_folder() / "db"});
}

int RegistryStage::rehearse(bool keep, const std::function<int()>& run) const
{
    int status = 1;
    try {
        status = run();
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
    }
    cluster().stop();
    if (keep || status != 0)
        fmt::print(stderr, "data kept in {}\n", folder_.string());
    else
        std::filesystem::remove_all(folder_);
    return status;
}

sandbox::OfficeDay RegistryStage::people(int count) const
{
    std::string list = "number,name,post,agency,agency_name\n";
    for (int i = 1; i <= count; ++i)
        list += fmt::format("GL-{:05},Siu H’Bia,Kế toán viên,{},Sở Xây dựng\n", i, unit);
    const auto file = folder_ / "people.csv";
    std::ofstream(file) << list;
    run({"import-people", file});
    sandbox::OfficeDay day{.registry = origin(), .proofs = folder_ / "proofs"};
    day.declarants = sandbox::read_accounts(run({"open-accounts"}));
    const auto add = [&](const std::string& role) {
        std::vector<std::string> words{"add-staff", role, "Nguyễn Văn Thử", role};
        if (role == "personnel") words.insert(words.end(), {"--unit", unit});
        const auto made = json::parse(run(words));
        if (!made) throw std::runtime_error("add-staff prints no JSON");
        const auto text = [&](const char* name) { return std::string(made->at(name).as_string()); };
        return sandbox::read_accounts(fmt::format(
                                          "login,password,totp\n{},{},{}\n", text("login"),
                                          text("password"), text("totp")
                                      ))
            .at(0);
    };
    day.administrator = add("administrator");
    day.personnel = add("personnel");
    day.inspector = add("inspector");
    day.auditor = add("auditor");
    std::filesystem::create_directories(day.proofs);
    return day;
}

} // namespace tnung::testing
