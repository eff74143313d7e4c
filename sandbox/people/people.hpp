#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// A synthetic Gia Lai: nobody in it exists. Reproducible from the seed.
namespace tnung::sandbox {

struct Person {
    std::string name;
    std::string identity_number; ///< 12 digits
    std::string phone; ///< as written in a dossier; may be empty, a fixed line or a broker's
    bool business = false;
};

/// Whether Zalo knows the number (84…): about 92 of 100 do, the same ones in every run.
bool has_zalo_account(const std::string& phone);

class People {
public:
    explicit People(std::uint32_t seed) : random_(seed) {}
    std::vector<Person> make(std::size_t count);

private:
    std::string citizen_name();
    std::string business_name();
    std::string phone_number();
    template <class List>
    const char* any(const List& list)
    {
        return list[random_() % list.size()];
    }

    std::mt19937 random_;
};

} // namespace tnung::sandbox
