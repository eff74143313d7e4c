#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/notice/message_status.hpp"
#include "gateway/words/catalogue.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::gateway {

namespace notice_store {
struct Loaded;
}

/// What a message about one notice says; made by its subject for one attempt.
class NoticeWords {
public:
    virtual ~NoticeWords() = default;
    /// In the account's chat, as much as its reader may know. `link`: the private address.
    virtual ChatMessage chat(const Words& words, const std::string& link) const = 0;
    /// Parameters of the template message, for whoever sees a lock screen. `link_token`: what makes
    /// the private address private.
    virtual std::map<std::string, std::string>
    template_values(const Words& words, const std::string& link_token) const = 0;
    /// One SMS of plain letters, likewise.
    virtual std::string sms(const Words& words, const std::string& link) const = 0;
    /// The last day on which the person can do what is asked.
    virtual std::optional<Day> act_by() const = 0;
};

/// What its subject knows of a notice that is about to leave.
struct NoticeView {
    std::unique_ptr<const NoticeWords> words;
    /// The account may be told in its own name; else the number is told as a stranger's would be.
    bool account_may_know = false;
    bool phone_refused = false; ///< "not me" was said to this one subject
    /// The number that is told of this subject now: another than the notice's where it was
    /// corrected or given anew; nothing: no number is told any more.
    std::optional<std::int64_t> phone_now;
    /// Whose notices take turns with others': the unit or agency in charge.
    std::optional<std::string> flow;
    bool overtaken = false;         ///< a later notice says more
    bool ends_on_call_list = false; ///< where no message arrives a clerk calls
};

/// What a clerk who calls about a notice sees, and says to whoever picks up: they have proved
/// nothing, so it is level 1 of the disclosure ladder.
struct CallCard {
    std::string who;       ///< whose it is; empty: nobody's that is known
    std::string kind;      ///< "Cần nộp tiền"
    std::string about;     ///< "Đăng ký biến động"
    std::string code;      ///< as people name it; empty: it has none
    std::string desk_path; ///< of its page at the desk; empty: it has none
    std::string said;      ///< word for word
    std::string caution;   ///< what is not said before; empty: nothing
};

/// What happened to a kind of subject: each cause owes notices or has an excuse.
struct Causes {
    std::int64_t count = 0, excused = 0;
    std::int64_t unexplained = 0; ///< neither, or both
    std::vector<std::pair<Excuse, std::int64_t>> by_excuse;
};

/// A kind of thing that people are told about: its room implements this, and `program.cpp`
/// registers it (docs/adding-a-subject.md). Thread-safe.
class Subject {
public:
    virtual ~Subject() = default;
    /// In the column `notice.subject`.
    virtual std::string_view name() const = 0;
    /// As the operator reads it, in Vietnamese: `hồ sơ`.
    virtual std::string_view noun() const = 0;
    /// Of the private address in a message: `/hs/` and the token.
    virtual std::string_view page_path() const = 0;
    /// The statement that reads what `view` needs of these notices; it goes to the database
    /// together with that which reads the notices.
    virtual pg::Connection::Call reading(const std::vector<std::int64_t>& notice_ids) const = 0;
    /// `read`: what came of it. Same order as `notices`, one each.
    virtual std::vector<NoticeView> view(
        const pg::Rows& read, std::span<const notice_store::Loaded> notices, Instant now
    ) const = 0;
    /// The unit whose clerks call about it; same order as `subject_ids`; nothing: the province's.
    virtual std::vector<std::optional<std::string>>
    calling_units(pg::Transaction& tx, const std::vector<std::int64_t>& subject_ids) const = 0;
    /// Of notices for which a clerk is to call; same order, one each.
    virtual std::vector<CallCard>
    call_cards(pg::Transaction& tx, const std::vector<std::int64_t>& notice_ids) const = 0;
    /// Of those recorded since then.
    virtual Causes causes(pg::Transaction& tx, Instant since) const = 0;
};
using Subjects = std::vector<const Subject*>;

} // namespace tnung::gateway
