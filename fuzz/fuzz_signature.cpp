#include "foundation/base/instant.hpp"
#include "foundation/signature/signature.hpp"

#include <cstdlib>

/// Headers of a signed request as anybody may send them: never a claim without its parts, never one
/// that a key that did not sign it would have made.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto cut = bytes.find('\n');
    const auto now = from_milliseconds(1762300800123);
    static const crypto::SigningKey key(std::string(32, 'f'));
    http::Request request{
        .method = http::Method::post, .path = "/api/v1/dossier-events", .query = "", .body = "{}"};
    request.headers = signature::headers_for(request.method, request.path, request.body, key, now);
    for (auto& header : request.headers) {
        if (header.name == "Signature-Input") header.value = bytes.substr(0, cut);
        if (header.name == "Signature" && cut != std::string_view::npos)
            header.value = bytes.substr(cut + 1);
    }
    const auto claim = signature::read(request, now);
    if (!claim) return 0;
    if (claim->key_id.size() > bytes.size() || claim->nonce.empty() ||
        claim->nonce.size() > signature::nonce_max)
        std::abort();
    if (signature::is_made_by(*claim, crypto::SigningKey(std::string(32, 'g')).public_key()))
        std::abort();
    return 0;
}
