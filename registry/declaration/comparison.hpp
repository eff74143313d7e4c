#pragma once

#include "registry/declaration/content.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// Two full declarations of one person beside each other (so sánh: Anti-Corruption Law, article
/// 40): what an inspector asks about, never a conclusion.

/// A field of one thing that says otherwise; empty where one of them says nothing.
struct ComparedField {
    std::string label, before, now;
    bool operator==(const ComparedField&) const = default;
};

/// A thing that one of them has, or both.
struct ComparedItem {
    const Node* list = nullptr; ///< of the form of now; of before where only that one has it
    std::string name;           ///< what it is called there
    enum class Kind { same, differs, came, went } kind = Kind::same;
    bool by_number = false;  ///< not by its id: by a certificate, a registration, an account
    std::string before, now; ///< its value as printed; empty: not there, or without one
    std::optional<std::int64_t>
        more; ///< đồng, in what is declared; nothing where one is not priced
    std::vector<ComparedField> fields;
    std::string explanation; ///< of now, in its table of changes
};

struct Comparison {
    std::vector<ComparedItem>
        items; ///< in the order of the paper of now; what went last of its list
    std::vector<ComparedField> once; ///< of what stands once and differs: post, residence
    /// What the income has to account for: priced things that came or are worth more, and how much
    /// more money there is, less what of it went. What was sold is no part of it: what it brought
    /// is income of the time (Decree 130/2020/NĐ-CP, annex I, note 28), or stands in what came.
    Money grown;
    Money gone; ///< original values of what is not there any more, or is worth less; but for money
    std::optional<Money> income; ///< between the two, as declared; nothing where it is not
    int unpriced = 0;            ///< things that differ and that no amount stands for
    /// Lists that just one of the two forms asks for, and in which something stands: what it is can
    /// be told to have neither come nor gone.
    std::vector<const Node*> apart;
};

Comparison
compare(const Content& before, const Form& form_before, const Content& now, const Form& form);

} // namespace tnung::registry
