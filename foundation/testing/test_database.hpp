#pragma once

#include "foundation/base/embedded.hpp"
#include "foundation/pg/private_cluster.hpp"

#include <span>
#include <string>

namespace tnung::testing {

/// A database of its own on the test cluster (build/test-cluster, shared by all tests, started at
/// the first use, stopped by ctest's fixture), migrated, dropped at the end.
class TestDatabase {
public:
    explicit TestDatabase(std::span<const EmbeddedFile> migrations);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    std::string owner_target() const;
    std::string app_target() const;
    std::string vault_target() const;
    std::string authority_target() const;
    /// As the superuser, whom no row policy holds: for what a test changes behind everybody's back.
    std::string admin_target() const;
    void disconnect_everyone();

    static pg::PrivateCluster cluster();

private:
    pg::PrivateCluster cluster_;
    std::string name_;
};

} // namespace tnung::testing
