#include "gateway/migrations/migrations.hpp"

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_migrations();
}

namespace tnung::gateway {

std::span<const EmbeddedFile> migrations()
{
    return embedded::gateway_migrations();
}

} // namespace tnung::gateway
