#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/html/html.hpp"
#include "foundation/http/server.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Forms as data: the rows of a form show it, fill it again with what was typed, check that, and
/// word what is wrong beside the field and at the top.
namespace tnung::forms {

struct Option {
    std::string value, text;
};

enum class FieldKind {
    line,   ///< one line of text
    lines,  ///< several
    choice, ///< one of `options`
    day,    ///< as people type it: 25/11/2026
};

struct Field {
    std::string name;  ///< in the request; the element's id too
    std::string label; ///< "Họ và tên"
    FieldKind kind = FieldKind::line;
    std::string hint = {};
    bool required = true;
    std::size_t length_max = 200; ///< in characters as people count them
    std::vector<Option> options = {};
    std::string value = {}; ///< what stands there before anything is typed
    /// More that has to hold of what is there: a sentence that says what to do, or nothing. Not
    /// asked of an empty field.
    std::function<std::string(const std::string&)> check = {};
    /// The sentence for an empty field or one of another shape, where the usual one will not do.
    std::string ask = {};
};

/// What was typed into a form, cleaned, and what is wrong with it.
class Filled {
public:
    /// Empty where nothing was typed.
    const std::string& text(const std::string& name) const;
    /// Nothing where nothing was typed; of a field of the kind `day` that is right.
    std::optional<Day> day(const std::string& name) const;
    std::optional<std::string> given(const std::string& name) const;
    bool right() const { return wrong_.empty(); }
    /// The sentence beside that field; empty where it is right.
    std::string wrong(const std::string& name) const;
    /// Something that only the act found out.
    void refuse(const std::string& name, std::string sentence);

private:
    friend class Form;
    std::map<std::string, std::string> values_, wrong_;
};

class Form {
public:
    explicit Form(std::vector<Field> fields) : fields_(std::move(fields)) {}

    Filled read(const http::Request& request) const;
    /// The fields as they are before anything is typed.
    html::Node fields() const;
    /// The fields with what was typed; above them what is wrong, each a link to its field.
    html::Node fields(const Filled& filled) const;

private:
    html::Node shown(const Field& field, const std::string& value, const std::string& wrong) const;

    std::vector<Field> fields_;
};

} // namespace tnung::forms
