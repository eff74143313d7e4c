// Starts and stops the cluster that all database tests share (ctest fixture).
#include "foundation/testing/test_database.hpp"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv)
{
    const std::string_view command = argc == 2 ? argv[1] : "";
    auto cluster = tnung::testing::TestDatabase::cluster();
    if (command == "start") {
        cluster.ensure_running();
        return 0;
    }
    if (command == "stop") {
        cluster.stop();
        std::filesystem::remove_all(cluster.folder());
        return 0;
    }
    std::fputs("test_cluster start|stop\n", stderr);
    return 2;
}
