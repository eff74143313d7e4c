#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/money.hpp"
#include "registry/form/form.hpp"

#include <functional>

namespace tnung::registry {

/// Amounts by name and day (data/declaration-thresholds.tsv).
class Thresholds {
public:
    explicit Thresholds(std::string_view tsv);
    struct Threshold {
        Day from;
        std::string name;
        Money amount;
        std::string counted; ///< of what
        bool sure = false;
        std::string source;
    };
    /// Throws std::out_of_range where none of that name is in force.
    const Threshold& of(std::string_view name, Day day) const;
    bool knows(std::string_view name) const;

private:
    std::vector<Threshold> all_;
};

/// Which form a declaration is made on: by its kind and the day of its completion
/// (data/declaration-forms.tsv).
class FormCatalogue {
public:
    /// The text of data/forms/<name>.tsv; throws std::runtime_error where there is none.
    using Texts = std::function<std::string(const std::string& name)>;
    /// Throws std::runtime_error where a form is wrong, or asks for a threshold or a kind that is
    /// not there.
    FormCatalogue(std::string_view forms_tsv, const Thresholds& thresholds, const Texts& texts);
    struct Choice {
        const Form* form = nullptr;
        std::string title; ///< as printed
        std::string words; ///< of the kind, in a sentence
        bool sure = false;
        std::string source;
    };
    /// Nothing where no form of that kind is in force.
    std::optional<Choice> of(std::string_view kind, Day completed) const;
    /// The form a declaration was made on.
    const Form* find(std::string_view form_id) const;
    /// Each form once.
    std::vector<const Form*> forms() const;
    /// In the order of the data.
    const std::vector<std::string>& kinds() const { return kinds_; }

private:
    struct Row {
        Day from;
        std::string kind;
        Choice choice;
    };
    std::map<std::string, Form, std::less<>> forms_;
    std::vector<Row> rows_;
    std::vector<std::string> kinds_;
};

} // namespace tnung::registry
