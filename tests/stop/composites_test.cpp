// SPDX-License-Identifier: MIT
// a | b, a & b and InARow: they own their parts, and ask every part at every iterate.
#include "catch.hpp"

#include "history.hpp"

#include <descent/descent.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace descent::tests::composites {
namespace {

using Catch::Matchers::Message;
using stop::operator|; // both parts may be the caller's own types
using stop::operator&;

/// Fires at the iterations marked x, and counts how often it is asked.
class Scripted {
public:
    Scripted(std::string_view name, std::string script, Outcome outcome = Outcome::cancelled)
        : name_{name}, script_{std::move(script)}, outcome_{outcome} {}

    int init(const Iterate<double>&) const { return 0; }
    bool check(int& asked, const Iterate<double>& now) const {
        ++asked;
        ++*asked_;
        return script_.at(static_cast<std::size_t>(now.iteration)) == 'x';
    }
    Outcome outcome(int, const Iterate<double>&) const { return outcome_; }
    StopRecord record(int asked, const Iterate<double>&) const {
        return {name_, static_cast<double>(asked), 7};
    }
    int asked() const { return *asked_; }
    long owners() const { return asked_.use_count(); }

private:
    std::string_view name_;
    std::string script_;
    Outcome outcome_;
    std::shared_ptr<int> asked_ = std::make_shared<int>(0);
};

/// The run has as many iterates as the scripts have letters.
std::vector<Iterate<double>> of_length(std::size_t n) {
    return with_costs(std::vector<double>(n, 1.));
}

std::string fired_names(const Verdict& found) {
    std::string names;
    for (const auto& record : found.records) {
        names += record.fired ? std::string(record.name) : "-";
    }
    return names;
}

} // namespace

TEST_CASE("a | b fires with either, a & b with both at one iterate", "[stop][composites]") {
    struct Row {
        std::string a;
        std::string b;
        std::int64_t any;
        std::int64_t all;
    };
    const auto row = GENERATE(values<Row>({
        {"....", "....", never, never},
        {".x..", "..x.", 1, never},
        {"..x.", ".x..", 1, never},
        {".xx.", "..x.", 1, 2},
        {"x...", "x...", 0, 0},
    }));
    CAPTURE(row.a, row.b);
    CHECK(first_stop(Scripted("a", row.a) | Scripted("b", row.b), of_length(4)) == row.any);
    CHECK(first_stop(Scripted("a", row.a) & Scripted("b", row.b), of_length(4)) == row.all);
}

TEST_CASE("composites ask every part at every iterate", "[stop][composites]") {
    const Scripted a("a", "x.x.x");
    const Scripted b("b", ".x.x.");
    const Scripted c("c", "....x");
    const auto count = [&](const auto& policy, int times) {
        const int before[] = {a.asked(), b.asked(), c.asked()};
        first_stop(policy, of_length(5));
        CHECK(a.asked() - before[0] == times);
        CHECK(b.asked() - before[1] == times);
        CHECK(c.asked() - before[2] == times);
    };
    count(a | b | c, 1);
    count(c | (b | a), 1);
    count((a & b) | c, 5);
    count(c | (b & a), 5);
    count((a | b) & c, 5);
    count(a & c & stop::InARow{2, b}, 5);
}

TEST_CASE("composites own their parts", "[stop][composites]") {
    const Scripted a("a", ".x");
    const auto both = [&] {
        const Scripted copy = a;
        return copy | (copy & copy);
    }();
    CHECK(a.owners() == 4); // a itself, and three in the composite
    CHECK(first_stop(both, of_length(2)) == 1);
    const auto row = stop::InARow{1, a};
    CHECK(a.owners() == 5);
    CHECK(first_stop(row, of_length(2)) == 1);
}

TEST_CASE("composites start afresh with every run", "[stop][composites]") {
    const auto policy = stop::InARow{2, Scripted("a", "xx")} | Scripted("b", "..");
    CHECK(first_stop(policy, of_length(1)) == never);
    CHECK(first_stop(policy, of_length(1)) == never);
    CHECK(first_stop(policy, of_length(2)) == 1);
}

TEST_CASE("a composite has a record for each part, in the order of writing", "[stop][composites]") {
    const auto found =
        verdict((Scripted("a", ".x") & Scripted("b", "xx")) | Scripted("c", ".."), of_length(2));
    REQUIRE(found.records.size() == 3);
    CHECK(found.records[0].name == "a");
    CHECK(found.records[1].name == "b");
    CHECK(found.records[2].name == "c");
    CHECK(found.records[1].measured == 2); // asked twice
    CHECK(found.records[1].limit == 7);
}

TEST_CASE("a record says fired only if the part had its share in the end", "[stop][composites]") {
    const auto fires = [](const char* name) { return Scripted(name, "x"); };
    const auto rests = [](const char* name) { return Scripted(name, "."); };
    const auto names = [](const auto& policy) {
        return fired_names(verdict(policy, of_length(1)));
    };
    CHECK(names(fires("a") | rests("b")) == "a-");
    CHECK(names(rests("a") | fires("b")) == "-b");
    CHECK(names(fires("a") | fires("b")) == "ab");
    CHECK(names(fires("a") & rests("b")) == "--");
    CHECK(names(fires("a") & fires("b")) == "ab");
    CHECK(names((fires("a") & rests("b")) | fires("c")) == "--c");
    CHECK(names((fires("a") | rests("b")) & fires("c")) == "a-c");
    CHECK(names((fires("a") | fires("b")) & rests("c")) == "---");
    CHECK(names(stop::InARow{1, fires("a")}) == "a");
    CHECK(names(stop::InARow{2, fires("a")}) == "-");
    CHECK(names(stop::InARow{1, fires("a") & rests("b")} | fires("c")) == "--c");
}

TEST_CASE("the outcome is that of the part which fired, the stronger one if both did",
          "[stop][composites]") {
    const Scripted found("found", ".xx", Outcome::converged);
    const Scripted spent("spent", "..x", Outcome::budget_spent);
    const auto outcome = [](const auto& policy) {
        return name(verdict(policy, of_length(3)).outcome);
    };
    CHECK(outcome(found | spent) == "converged");
    CHECK(outcome(spent | found) == "converged");
    CHECK(outcome(Scripted("late", "..x", Outcome::converged) | spent) == "converged");
    CHECK(outcome(spent | Scripted("late", "..x", Outcome::diverged)) == "diverged");
    CHECK(outcome(Scripted("never", "...", Outcome::diverged) | spent) == "budget spent");
    CHECK(outcome(found & spent) == "converged");
    CHECK(outcome(stop::InARow{2, found} | Scripted("never", "...")) == "converged");
}

TEST_CASE("InARow counts iterates in a row", "[stop][composites]") {
    CHECK(first_stop(stop::InARow{3, Scripted("a", "xx.xxx")}, of_length(6)) == 5);
    CHECK(first_stop(stop::InARow{3, Scripted("a", "xx.xx.")}, of_length(6)) == never);
    CHECK(first_stop(stop::InARow{1, Scripted("a", "..x")}, of_length(3)) == 2);
    CHECK_THROWS_MATCHES((stop::InARow{0, stop::GradientBelow{1}}), InvalidSetting,
                         Message("stop::InARow: n must be >= 1, got 0"));
}

TEST_CASE("a callable is a policy, alone and in a composite", "[stop][composites]") {
    const auto late = [](const auto& now) { return now.iteration >= 2; };
    CHECK(verdict(late, of_length(4)).at == 2);
    CHECK(verdict(late, of_length(4)).outcome == Outcome::cancelled);
    CHECK(verdict(late | stop::AfterIterations{3}, of_length(4)).at == 2);
    CHECK(verdict(stop::AfterIterations{1} & late, of_length(4)).at == 2);
    const auto later = [](const auto& now) { return now.iteration >= 3; };
    CHECK(verdict(stop::AnyOf{later, late}, of_length(4)).at == 2);
    CHECK(verdict(stop::AllOf{later, late}, of_length(4)).at == 3);
    const auto found = verdict(stop::AfterIterations{9} | late, of_length(4));
    REQUIRE(found.records.size() == 2);
    CHECK(found.records[1].name == "the caller's own test");
    CHECK(found.records[1].measured != found.records[1].measured);
    CHECK(found.records[1].fired);
}

} // namespace descent::tests::composites
