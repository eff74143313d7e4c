#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::plaintext {

/// The same text as it may stand in a file.
struct Form {
    std::string name; ///< utf-8, utf-16le, utf-16be, hex, HEX, base64, json, url
    std::string bytes;
};
/// Base64 in each of its three alignments, without the letters that depend on the neighbours. Forms
/// that are equal to another are left out.
std::vector<Form> forms_of(std::string_view utf8);

struct Leak {
    std::string secret, form;
    std::filesystem::path file;
};
/// Looks for every form of every secret in every file below the folders.
class LeakSearch {
public:
    explicit LeakSearch(const std::vector<std::string>& secrets);
    std::vector<Leak> in(const std::vector<std::filesystem::path>& folders);
    std::size_t files_read() const { return files_read_; }
    std::size_t bytes_read() const { return bytes_read_; }

private:
    struct Needle {
        std::string secret, form, bytes;
    };
    std::vector<Needle> needles_;
    std::size_t files_read_ = 0, bytes_read_ = 0;
};

} // namespace tnung::plaintext
