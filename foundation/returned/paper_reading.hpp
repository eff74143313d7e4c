#pragma once

#include "foundation/crypto/detached_signature.hpp"
#include "foundation/returned/paper_fault.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::returned {

/// A file, or photos, that somebody sent as the signed paper.
struct PaperAsked {
    std::vector<std::string> files;
    std::size_t issued_bytes = 0; ///< so many first bytes are what we issued; 0: it is a scan
    std::string anchors;          ///< certificates in PEM
    Instant at;
};

struct PaperRead {
    int pages = 0;
    std::vector<std::string> codes;
    std::vector<crypto::Signer> signers; ///< none: signed by hand, if at all
    bool shows = false;                  ///< a signature is drawn on a page
    std::string
        pdf; ///< what is to be kept, drawn anew; empty: the file as it came, signed by a key
};

/// Has it looked at by `program` (tnung-paper-reader), a process that can do nothing else.
/// Thread-safe.
Result<PaperRead, PaperRefusal>
read_paper(const std::filesystem::path& program, const PaperAsked& asked);

/// Does the work of tnung-paper-reader in this process: turns its input into its output. `goes_on`
/// gets a complete output without codes and says whether to look for codes.
std::string read_paper_here(
    std::string_view input,
    const std::function<bool(std::string)>& goes_on = [](const std::string&) { return true; }
);
std::string to_reader(const PaperAsked& asked);

} // namespace tnung::returned
