#include "foundation/crypto/shares.hpp"

extern "C" { // its header does not say so
#include <libgfshare.h>
}
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

namespace tnung::crypto {

namespace {

constexpr int shares_max = 255;

struct ContextFreed {
    void operator()(gfshare_ctx* context) const { gfshare_ctx_free(context); }
};
using Context = std::unique_ptr<gfshare_ctx, ContextFreed>;

unsigned char* bytes_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

void use_good_randomness()
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    gfshare_fill_rand = [](unsigned char* to, unsigned int size) { randombytes_buf(to, size); };
}

} // namespace

std::vector<Share> split_secret(std::string_view secret, int need, int of)
{
    if (secret.empty() || need < 2 || need > of || of > shares_max)
        throw std::logic_error("a secret is shared among 2 to 255, of whom at least 2 are needed");
    use_good_randomness();
    std::vector<unsigned char> numbers(static_cast<std::size_t>(of));
    std::iota(numbers.begin(), numbers.end(), static_cast<unsigned char>(1));
    const Context context(gfshare_ctx_init_enc(
        numbers.data(), unsigned(of), static_cast<unsigned char>(need), unsigned(secret.size())
    ));
    if (!context) throw std::runtime_error("a secret cannot be shared");
    std::string copy(secret);
    gfshare_ctx_enc_setsecret(context.get(), bytes_of(copy));
    sodium_memzero(copy.data(), copy.size());
    std::vector<Share> shares;
    for (int i = 0; i < of; ++i) {
        Share share{numbers[std::size_t(i)], std::string(secret.size(), '\0')};
        gfshare_ctx_enc_getshare(
            context.get(), static_cast<unsigned char>(i), bytes_of(share.bytes)
        );
        shares.push_back(std::move(share));
    }
    return shares;
}

std::string join_secret(const std::vector<Share>& shares)
{
    if (shares.empty() || shares.front().bytes.empty())
        throw std::logic_error("a secret is joined from shares");
    std::vector<unsigned char> numbers;
    for (const auto& share : shares) {
        if (share.number == 0 || std::ranges::count(numbers, share.number) > 0 ||
            share.bytes.size() != shares.front().bytes.size())
            throw std::logic_error("these are not shares of one secret, each once");
        numbers.push_back(share.number);
    }
    use_good_randomness(); // what is freed is overwritten by it
    const Context context(gfshare_ctx_init_dec(
        numbers.data(), unsigned(numbers.size()), unsigned(shares.front().bytes.size())
    ));
    if (!context) throw std::runtime_error("a secret cannot be joined");
    for (std::size_t i = 0; i < shares.size(); ++i) {
        auto bytes = shares[i].bytes;
        gfshare_ctx_dec_giveshare(context.get(), static_cast<unsigned char>(i), bytes_of(bytes));
    }
    std::string secret(shares.front().bytes.size(), '\0');
    gfshare_ctx_dec_extract(context.get(), bytes_of(secret));
    return secret;
}

} // namespace tnung::crypto
