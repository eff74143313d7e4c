#pragma once

#include "foundation/http/server.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tnung::sandbox {

/// A database of cadres and civil servants that is asked page by page (the interface of the real
/// one is not public: docs/formats/civil-servants.md). Nobody in it exists. Its records are what
/// such databases have: most right, some twice with the older one saying otherwise, some without a
/// name.
class CivilServants {
public:
    struct Record {
        std::string number, name, post, agency_code, agency_name, changed_at;
        bool annual = true;
    };
    struct Faults {
        int fail_every = 0;        ///< each n-th call answers 503 with Retry-After
        int lose_every = 0;        ///< each n-th answer breaks off in the middle
        int double_every = 0;      ///< each n-th person has an older record too, with another post
        int nameless_every = 0;    ///< each n-th record has no name
        bool repeats_page = false; ///< the first page of all is sent twice
    };
    CivilServants(std::uint32_t seed, std::size_t count, std::string token);

    void set(Faults faults);
    /// From now on somebody has another post.
    void promote(std::size_t index, const std::string& post);
    const std::vector<Record>& people() const { return people_; }
    std::int64_t calls();

    /// `GET /cbccvc/v1/can-bo?sau=<cursor>&so=<records>`, for whoever bears the token.
    std::vector<http::Route> routes();

private:
    http::Response page(const http::Request& request);
    /// As they lie there, doubles and nameless ones too; by its place a cursor.
    std::vector<Record> lying() const;

    const std::string token_;
    std::vector<Record> people_;
    std::mutex mutex_; ///< guards what follows
    Faults faults_;
    std::int64_t calls_ = 0;
};

} // namespace tnung::sandbox
