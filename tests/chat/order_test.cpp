// In which order a text is looked at: stop-words, codes and questions before what the chat asked.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

class ChatOrderTest : public ChatTest {
protected:
    /// Asked for six digits.
    std::string asked_for_a_code()
    {
        const auto me = phone_of(0);
        dossier_ = event(2, me);
        platform->follow(me);
        settle();
        say(me, "nối số");
        platform->share_number(me, me);
        settle();
        say(me, dossier_);
        EXPECT_THAT(last(me), HasSubstr("mã"));
        return me;
    }
    std::string dossier_;
};

TEST_F(ChatOrderTest, AStopWordIsObeyedWhateverWasAsked)
{
    const auto me = asked_for_a_code();
    say(me, "Thôi");
    EXPECT_THAT(last(me), HasSubstr("dừng ở đây"));
    say(me, "trời đẹp");
    EXPECT_THAT(last(me), HasSubstr("chưa hiểu")); // nothing is asked any more
    link(me, dossier_);
    say(me, "Gặp cán bộ");
    say(me, "Dạ không phải tôi ạ");
    EXPECT_EQ(tasks("talk"), 0);
    EXPECT_THAT(last(me), HasSubstr("bỏ nối tài khoản này"));
}

TEST_F(ChatOrderTest, AQuestionIsNotTakenForWhatWasAsked)
{
    const auto me = asked_for_a_code();
    say(me, "trợ giúp");
    EXPECT_THAT(last(me), Not(HasSubstr("chưa đúng")));
    say(me, "hồ sơ của tôi");
    EXPECT_THAT(last(me), Not(HasSubstr("chưa đúng")));
    say(me, code_sent_to(me)); // and what was asked waits
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatOrderTest, ALoneCodeIsNoQuestionForTheOffice)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    say(me, "Gặp cán bộ");
    say(me, dossier);
    EXPECT_EQ(tasks("talk"), 0);
    EXPECT_THAT(last(me), HasSubstr("đã được tiếp nhận"));
    say(me, "Tại sao chưa trả kết quả " + dossier); // a question with a code in it is one
    EXPECT_EQ(tasks("talk"), 1);
}

TEST_F(ChatOrderTest, WhoeverSentALoneCodeBeforeTheQuestionStillAsksIt)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    say(me, "Gặp cán bộ");
    say(me, dossier);
    EXPECT_THAT(last(me), HasSubstr(dossier));
    say(me, "Bao giờ có kết quả?");
    EXPECT_EQ(tasks("talk"), 1);
}

TEST_F(ChatOrderTest, MarksAroundDigitsAndSlipsInCodesAreUnderstood)
{
    const auto me = asked_for_a_code();
    say(me, "“" + code_sent_to(me) + "” 👍");
    EXPECT_EQ(count(links_query), 1);
    say(me, "C7F3-QX8O");
    EXPECT_THAT(last(me), HasSubstr("hết hạn"));
}

TEST_F(ChatOrderTest, AStepOfAnotherVersionIsNone)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    auto tx = pool.begin();
    constexpr pg::Query strange{"test.strange_step", R"sql(
        INSERT INTO conversation (follower_id, step, until) SELECT id, 'of tomorrow', now() + interval '1000 days' FROM follower
            ON CONFLICT (follower_id) DO UPDATE SET step = excluded.step, until = excluded.until
    )sql"};
    tx.exec(strange);
    tx.commit();
    say(me, "trời đẹp");
    EXPECT_THAT(last(me), HasSubstr("chưa hiểu"));
}

ChatPart part_of(std::string name, std::string button)
{
    return {
        .intents = {{
            .name = std::move(name),
            .button = std::move(button),
            .answer = [](ChatTurn&, const Said&) {},
        }}};
}

TEST_F(ChatOrderTest, PartsThatCannotStandBesideEachOtherAreRefused)
{
    const auto with = [this](ChatPart part) {
        const AccountChat chat(
            keys, units, calendar, rights, retention_rules, sentences, {}, {std::move(part)}
        );
    };
    EXPECT_NO_THROW(with(part_of("lost", "#DANHROI")));
    EXPECT_THROW(with(part_of("link", "#DANHROI")), std::logic_error); // a name of another room
    EXPECT_THROW(with(part_of("lost", "#NOISO")), std::logic_error);   // its button
    EXPECT_THROW(with(part_of("lost", "")), std::logic_error);         // nothing leads to it
    const auto more_than_rooms =
        testing::data_file("chat-sentences.tsv") + std::string("lost\tvi\tđánh rơi\n");
    EXPECT_EQ(
        AccountChat(
            keys, units, calendar, rights, retention_rules, ChatSentences(more_than_rooms), {}
        )
            .chat()
            .unanswered(),
        std::vector<std::string>{"lost"}
    );
    EXPECT_TRUE(chat.chat().unanswered().empty());
}

TEST_F(ChatOrderTest, APartAnswersItsSentencesAndItsButton)
{
    const ChatSentences more(
        testing::data_file("chat-sentences.tsv") + std::string("lost\tvi\ttôi đánh rơi đồ\n")
    );
    auto part = part_of("lost", "#DANHROI");
    part.intents.front().answer = [](ChatTurn& turn, const Said& said) {
        turn.say({.text = "ở quầy " + said.rest});
    };
    const AccountChat chat(
        keys, units, calendar, rights, retention_rules, more, {}, {std::move(part)}
    );
    const auto me = phone_of(0);
    platform->follow(me);
    settle();
    const auto user = platform->platform().user_of_phone.at(me);
    for (const auto* text : {"Tôi đánh rơi đồ ạ", "#DANHROI 3"}) {
        auto tx = pool.begin();
        chat.chat().handle(
            tx, "user_send_text", {{"sender", {{"id", user}}}, {"message", {{"text", text}}}},
            clock.now(), clock.now()
        );
        tx.commit();
        settle();
    }
    EXPECT_TRUE(was_told(me, "ở quầy "));
    EXPECT_TRUE(was_told(me, "ở quầy 3"));
}

} // namespace
} // namespace tnung
