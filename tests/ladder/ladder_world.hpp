// The doors of the gateway as its program builds them, on a database of their own, and the acts of
// people in front of them. Nothing here knows what anybody may see.
#pragma once

#include "foundation/pg/connection.hpp"
#include "foundation/staff/staff.hpp"
#include "foundation/testing/data_file.hpp"
#include "foundation/testing/province_calendar.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/account_chat.hpp"
#include "gateway/delivery/notice_outgoing.hpp"
#include "gateway/dossier_notice/dossier_subject.hpp"
#include "gateway/intake/intake.hpp"
#include "gateway/lookup/lookup_pages.hpp"
#include "gateway/migrations/migrations.hpp"
#include "gateway/proof/proof_pages.hpp"
#include "gateway/timeline/citizen_pages.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tnung::ladder {

/// Who a dossier belongs to, with what is planted in everything that is told while it is his.
struct Person {
    std::string name, identity; ///< no identity: none on file; neither: no owner on file
    std::optional<Day> born;
    bool is_business = false;
    bool is_namesake = false; ///< his name tells nothing of him
    // Details of level 2:
    std::string reason, paper, handler, place, amount_text;
    Money amount{0};

    std::string digits() const
    {
        return identity.empty() ? "" : identity.substr(identity.size() - 4);
    }
    std::vector<std::string> details() const
    {
        return {reason, paper, handler, amount_text, place};
    }
};

struct Dossier {
    std::int64_t id = 0;
    std::string code, number, procedure;
    Person owner;
    std::optional<Person> former;
};

/// What was said somewhere, by the words that were planted: `-` nothing of the dossier, `0` its
/// code and how far it is, `1` its procedure, `2` details and name of today's owner; `f` behind it:
/// details or name of the former one; `!`: what nobody may ever read, or half of the details.
std::string measured(const std::string& text, const Dossier& dossier);

class World {
public:
    World();

    // People and dossiers. Whatever is made is new: nothing of one path is seen by another.
    std::string new_number();
    std::string new_account();
    Person new_person();
    Dossier new_dossier(const std::string& number, const Person& owner);
    /// An event with all details, of the owner it names, a moment later.
    void tell(Dossier& dossier, gateway::DossierState state = gateway::DossierState::payment_asked);
    /// So many other people's dossiers on a number.
    void crowd(const std::string& number, int people);
    void change_owner(Dossier& dossier, const Person& next);
    /// A clerk puts another number in.
    void correct(const Dossier& dossier, const std::string& number);
    void name_staff(const Dossier& dossier, const std::string& number);
    std::string counter_code(const Dossier& dossier);
    void make_minor(const std::string& account);
    void erase(const std::string& account);

    /// Nothing of this world leaves by it; what waits there only takes time.
    void empty_the_outbox();

    // The chat: what it answers.
    std::string says(const std::string& account, const std::string& text);
    void follows(const std::string& account);
    void leaves(const std::string& account);
    void withdraws(const std::string& account);
    /// Names a number, then the dossier's code or the owner's digits, and types what the number was
    /// sent, if it was sent anything.
    std::string
    links(const std::string& account, const std::string& number, const std::string& reference);

    /// Asks as that does, and stops there.
    std::string asks_for_code(
        const std::string& account, const std::string& number, const std::string& reference
    );

    // What was sent to a number, besides notices: the newest.
    std::string code_sent(const std::string& number) { return sent(number, "code"); }
    std::string warning_sent(const std::string& number) { return sent(number, "link"); }

    /// What leaves for the dossier's notices that wait: everything said to the number, and to the
    /// account.
    struct Sent {
        std::string to_number, to_account;
        std::string number_token; ///< of the address in what the number was sent
    };
    Sent notices(const Dossier& dossier, const std::string& number, const std::string& account);

    // Pages.
    std::string look_up(const Dossier& dossier);
    std::string proof_page(const Dossier& dossier);
    http::Response open(const std::string& token, const std::string& cookie = "");
    /// Types digits at an address; the cookie, empty where they were not right.
    std::string enter(const std::string& token, const std::string& digits);
    /// What stands there once digits were typed.
    std::string typed_at(const std::string& token, const std::string& digits, const Dossier& of);
    std::string dossier_page(const Dossier& dossier, const std::string& cookie);
    std::string list_page(const std::string& cookie);
    std::string data_page(const std::string& cookie);
    /// Of the file that is taken away the dossiers and notices: messages in it are what he was
    /// sent.
    std::string data_file(const std::string& cookie);
    int not_mine(const std::string& token, const std::string& body = "");
    void undo_not_mine(const std::string& token);

    pg::Pool& pool() { return pool_; }
    static std::string token_in(const std::string& text);

    FakeClock clock{start};
    static const Instant start;

private:
    std::string handle(std::string_view event, const json::Object& body);
    std::string sent(const std::string& number, const std::string& parameter);
    gateway::DossierEvent event_of(const Dossier& dossier, gateway::DossierState state);
    Id<gateway::Follower> follower(pg::Transaction& tx, const std::string& account);
    /// Nobody was told of it yet.
    Dossier made_up(const std::string& number, const Person& owner);

    testing::TestDatabase database_{gateway::migrations()};
    pg::Pool pool_{database_.app_target(), 2};
    pg::Pool authority_{database_.authority_target(), 1};
    const testing::ScratchFolder scratch_;
    const crypto::Keyring keyring_ = crypto::Keyring::load_or_create(scratch_ / "master.key");
    const gateway::PersonKeys keys_{keyring_};
    const gateway::UnitDirectory units_{
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")};
    const gateway::NoticeRules rules_{testing::data_file("notice-rules.tsv")};
    const gateway::ZaloTemplates templates_{testing::data_file("zalo-templates.tsv")};
    const calendar::WorkingDays calendar_ = testing::province_calendar();
    const gateway::DataRights rights_{testing::data_file("data-rights.tsv")};
    const gateway::RetentionRules retention_{testing::data_file("retention.tsv")};
    const Assets assets_ = gateway::gateway_assets();
    gateway::Intake intake_{pool_, keys_, units_, rules_};
    const gateway::ChatSentences sentences_{testing::data_file("chat-sentences.tsv")};
    const gateway::AccountChat chat_;
    const gateway::DossierSubject dossiers_{keys_, rules_, {}};
    gateway::NoticeOutgoing notices_{
        dossiers_, keys_, templates_, calendar_, {.page_origin = "https://dvc.example.vn"}};
    gateway::CitizenPages pages_{pool_,      clock,
                                 assets_,    keys_,
                                 units_,     calendar_,
                                 rights_,    retention_,
                                 "form key", {"https://dvc.example.vn", "https://zalo.me/9", {}}};
    gateway::LookupPages lookup_{pool_, clock, assets_, keys_, "https://zalo.me/9"};
    const gateway::NoticeProof proof_{
        keys_, "check key", {.page_origin = "https://dvc.example.vn"}};
    gateway::ProofPages proofs_{pool_, assets_, proof_};
    std::optional<gateway::Sender> sender_;
    std::optional<Id<Staff>> clerk_;
    int made_ = 0;
    std::int64_t reply_read_ = 0; ///< the newest answer that was read
};

/// Plays each of them, in as many worlds as there are threads.
void side_by_side(std::size_t count, const std::function<void(World&, std::size_t)>& play);

} // namespace tnung::ladder
