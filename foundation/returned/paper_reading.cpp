#include "foundation/returned/paper_reading.hpp"

#include "foundation/helper/helper_program.hpp"
#include "foundation/json/json.hpp"
#include "foundation/returned/scan.hpp"
#include "foundation/returned/signed_return.hpp"

#include <array>
#include <numeric>

namespace tnung::returned {

namespace {

constexpr std::array<std::string_view, 15> faults = {
    "no_paper",   "no_scan", "drawn_over",       "hidden_layer",       "unknown_image",
    "locked",     "active",  "too_many_pages",   "too_large",          "mixed",
    "not_signed", "changed", "signature_broken", "signature_outdated", "failed"};

constexpr std::size_t length_bytes = 4;
constexpr std::size_t head_bytes_max = 1u << 20;
constexpr std::size_t name_length_max = 300, serial_length_max = 100, code_length_max = 4000;
constexpr HelperLimits helper_limits{
    std::chrono::seconds(15), paper_bytes_max + head_bytes_max + length_bytes};

/// A head in JSON with its length before it, and bytes.
std::string framed(const json::Object& head, std::string_view bytes)
{
    const auto text = json::text(head);
    std::string frame;
    for (std::size_t i = 0; i < length_bytes; ++i)
        frame += char(text.size() >> (8 * (length_bytes - 1 - i)) & 0xff);
    frame += text;
    frame += bytes;
    return frame;
}

struct Unframed {
    json::Value head;
    std::string_view bytes;
};

std::optional<Unframed> unframed(std::string_view frame)
{
    if (frame.size() < length_bytes) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length = length << 8 | static_cast<unsigned char>(frame[i]);
    frame.remove_prefix(length_bytes);
    if (length > head_bytes_max || length > frame.size()) return std::nullopt;
    auto head = json::parse(frame.substr(0, length), {.bytes_max = head_bytes_max});
    if (!head || !head->is_object()) return std::nullopt;
    return Unframed{std::move(*head), frame.substr(length)};
}

json::Object object_of(const crypto::Signer& signer)
{
    json::Object one{
        {"holder", signer.holder},
        {"issuer", signer.issuer},
        {"serial", signer.serial},
        {"from", to_milliseconds(signer.valid_from)},
        {"until", to_milliseconds(signer.valid_until)},
        {"trusted", signer.trusted}};
    if (signer.said_at) one["said_at"] = to_milliseconds(*signer.said_at);
    return one;
}

std::string refused(const PaperRefusal& refusal)
{
    return framed({{"fault", paper_fault_name(refusal.why)}, {"page", refusal.page}}, "");
}

auto failed()
{
    return refuse(PaperRefusal{PaperFault::failed});
}

std::string answer(const PaperRead& read)
{
    json::Array codes, signers;
    for (const auto& code : read.codes) codes.emplace_back(code);
    for (const auto& signer : read.signers) signers.push_back(object_of(signer));
    return framed(
        {{"pages", read.pages},
         {"codes", std::move(codes)},
         {"signers", std::move(signers)},
         {"shows", read.shows}},
        read.pdf
    );
}

/// Of a process that strangers' bytes went through: what it says is held to bounds again.
std::optional<crypto::Signer> signer_of(const json::Value& value)
{
    constexpr std::int64_t never = 253'402'300'799'000; // the end of the year 9999
    json::Reader reader(value);
    crypto::Signer signer;
    signer.holder = reader.optional_text("holder", name_length_max).value_or("");
    signer.issuer = reader.optional_text("issuer", name_length_max).value_or("");
    signer.serial = reader.optional_text("serial", serial_length_max).value_or("");
    const auto from = reader.optional_integer("from", 0, never);
    const auto until = reader.optional_integer("until", 0, never);
    const auto said_at = reader.optional_integer("said_at", 0, never);
    signer.trusted = reader.flag("trusted", false);
    if (!reader.ok() || !from || !until) return std::nullopt;
    signer.valid_from = from_milliseconds(*from);
    signer.valid_until = from_milliseconds(*until);
    if (said_at) signer.said_at = from_milliseconds(*said_at);
    return signer;
}

Result<PaperRead, PaperRefusal> parse_answer(std::string_view frame)
{
    const auto parts = unframed(frame);
    if (!parts) return failed();
    json::Reader reader(parts->head);
    if (const auto fault = reader.optional_text("fault", 40))
        return refuse(PaperRefusal{
            parse_paper_fault(*fault).value_or(PaperFault::failed),
            int(reader.optional_integer("page", 0, std::int64_t(paper_pages_max)).value_or(0))});
    const auto pages = reader.optional_integer("pages", 1, std::int64_t(paper_pages_max));
    const auto* codes = reader.optional_array("codes", 20);
    const auto* signers = reader.optional_array("signers", signatures_max);
    if (!reader.ok() || !pages || !codes || !signers) return failed();
    PaperRead read{int(*pages), {}, {}, reader.flag("shows", false), std::string(parts->bytes)};
    for (const auto& code : *codes) {
        const auto* text = code.if_string();
        if (!text || text->size() > code_length_max) return failed();
        read.codes.emplace_back(*text);
    }
    for (const auto& one : *signers) {
        auto signer = signer_of(one);
        if (!signer) return failed();
        read.signers.push_back(std::move(*signer));
    }
    return read;
}

/// Of our own making: whatever does not fit is a fault of the program's.
std::int64_t number_of(const json::Value& head, std::string_view name)
{
    return head.as_object().at(name).as_int64();
}

Result<PaperRead, PaperRefusal>
looked_at(const Unframed& input, const std::function<bool(std::string)>& goes_on)
{
    const auto& head = input.head;
    std::vector<std::string_view> files;
    std::size_t at = 0;
    for (const auto& length : head.as_object().at("files").as_array()) {
        const auto bytes = std::size_t(length.as_int64());
        files.push_back(input.bytes.substr(at, bytes));
        at += bytes;
    }
    const auto issued_bytes = std::size_t(number_of(head, "issued_bytes"));
    if (issued_bytes == 0) {
        auto scan = read_scan(files, [&](const Scan& so_far) {
            return goes_on(answer({so_far.pages, {}, {}, false, so_far.pdf}));
        });
        if (!scan) return refuse(scan.error());
        return PaperRead{scan->pages, std::move(scan->codes), {}, false, std::move(scan->pdf)};
    }
    const crypto::Anchors anchors(std::string_view(head.as_object().at("anchors").as_string()));
    auto signed_paper =
        read_signed(files.at(0), issued_bytes, anchors, from_milliseconds(number_of(head, "at")));
    if (!signed_paper) return refuse(PaperRefusal{signed_paper.error()});
    return PaperRead{
        signed_paper->pages, {}, std::move(signed_paper->signers), signed_paper->shows, ""};
}

} // namespace

std::string_view paper_fault_name(PaperFault fault)
{
    return faults[std::size_t(fault)];
}

std::optional<PaperFault> parse_paper_fault(std::string_view name)
{
    for (std::size_t i = 0; i < faults.size(); ++i)
        if (faults[i] == name) return PaperFault(i);
    return std::nullopt;
}

std::string to_reader(const PaperAsked& asked)
{
    json::Array lengths;
    std::string bytes;
    for (const auto& file : asked.files) {
        lengths.emplace_back(std::int64_t(file.size()));
        bytes += file;
    }
    return framed(
        {{"files", std::move(lengths)},
         {"issued_bytes", std::int64_t(asked.issued_bytes)},
         {"anchors", asked.anchors},
         {"at", to_milliseconds(asked.at)}},
        bytes
    );
}

std::string read_paper_here(std::string_view input, const std::function<bool(std::string)>& goes_on)
{
    try {
        const auto parts = unframed(input);
        const auto read = parts ? looked_at(*parts, goes_on) : failed();
        return read ? answer(*read) : refused(read.error());
    } catch (const std::exception&) { // more than memory holds
        return refused({PaperFault::failed});
    }
}

Result<PaperRead, PaperRefusal>
read_paper(const std::filesystem::path& program, const PaperAsked& asked)
{
    const auto said = run_helper(program, to_reader(asked), helper_limits);
    if (said) {
        auto read = parse_answer(*said);
        // Of a scan nobody signed by a key, and it was drawn anew; a file that was signed is kept
        // as it came.
        const bool by_key = asked.issued_bytes > 0;
        if (read && (by_key == read->signers.empty() || by_key != read->pdf.empty() ||
                     read->pdf.size() > paper_bytes_max))
            return failed();
        return read;
    }
    // It was killed over these bytes: too much time, memory, or an act that no reader needs.
    return refuse(PaperRefusal{
        said.error() == HelperFailure::not_started ? PaperFault::failed : PaperFault::no_paper});
}

} // namespace tnung::returned
