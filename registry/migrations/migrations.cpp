#include "registry/migrations/migrations.hpp"

namespace tnung::embedded {
std::span<const EmbeddedFile> registry_migrations();
}

namespace tnung::registry {

std::span<const EmbeddedFile> migrations()
{
    return embedded::registry_migrations();
}

} // namespace tnung::registry
