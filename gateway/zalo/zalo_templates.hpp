#pragma once

#include "foundation/base/instant.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::gateway {

/// One version of a template as it is made at Zalo (data/zalo-templates.tsv).
struct ZaloTemplate {
    Day from; ///< the first day it is used
    std::string kind, language, id, title, paragraph;
    int type = 1;                                        ///< 1 custom, 2 authentication
    std::vector<std::pair<std::string, int>> parameters; ///< name and Zalo's type
};

/// The longest value of a parameter type (zalo-openapi 5.5); nothing for a stranger.
std::optional<std::size_t> parameter_length_max(int type);

/// What a template's parameter for codes shows of a code that is too long for it: all behind the
/// agency's part, so "…20261124-0000012345".
std::string code_in_template(const std::string& code);

class ZaloTemplates {
public:
    /// Throws std::runtime_error naming the row where the data breaks a rule of Zalo.
    explicit ZaloTemplates(std::string_view tsv);

    /// The newest version of that day that is in use at Zalo; where none is, the newest, which
    /// waits for a person there. Vietnamese where that language has none. Throws std::logic_error
    /// for a kind without any.
    const ZaloTemplate&
    of(std::string_view kind, std::string_view language, Day day,
       const std::set<std::string>& out_of_use = {}) const;
    const std::vector<ZaloTemplate>& all() const { return templates_; }

    using Parameters = std::vector<std::pair<std::string, std::string>>;
    /// Values in the template's order, NFC, shortened to what Zalo takes, codes as above. A value
    /// that is missing throws std::logic_error; what the template does not name is left out.
    static Parameters
    fitted(const ZaloTemplate& one, const std::map<std::string, std::string>& values);

private:
    const ZaloTemplate* find(
        std::string_view kind, std::string_view language, Day day,
        const std::set<std::string>& out_of_use
    ) const;
    std::vector<ZaloTemplate> templates_; ///< oldest first
};

} // namespace tnung::gateway
