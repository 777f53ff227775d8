// SPDX-License-Identifier: MIT
// The run as a range: what it shows, in which order, and that it can be copied and continued.
#include "catch.hpp"

#include "optimizer/counting_cost.hpp"

#include <descent/descent.hpp>

#include <cstdint>
#include <iterator>
#include <ranges>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace descent::tests::runs {
namespace {

constexpr GradientDescent quarter{rate::Constant{0.25}, stop::AfterIterations{4}};

using BowlRun = decltype(quarter.run(cost::QuadraticBowl{}, 1.0));
static_assert(std::ranges::input_range<BowlRun>);
static_assert(std::input_iterator<std::ranges::iterator_t<BowlRun>>);
static_assert(std::sentinel_for<std::default_sentinel_t, std::ranges::iterator_t<BowlRun>>);
static_assert(std::is_same_v<std::ranges::range_reference_t<BowlRun>, const Iterate<double>&>);
static_assert(std::copyable<BowlRun>);

/// An ill-conditioned quadratic, 1/2 (theta_1^2 + 100 theta_2^2), for runs that take a while.
struct Valley {
    double value_and_gradient(const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) const {
        gradient[0] = theta[0];
        gradient[1] = 100 * theta[1];
        return (theta[0] * theta[0] + 100 * theta[1] * theta[1]) / 2;
    }
};

const Eigen::VectorXd far_out = Eigen::Vector2d(3, 2);

/// Whether two results have the same bits, but for the time taken.
template <class Theta>
bool same_bits(const Result<Theta>& a, const Result<Theta>& b) {
    return a.outcome == b.outcome && a.theta == b.theta && a.cost == b.cost &&
           a.gradient == b.gradient && a.gradient_norm == b.gradient_norm &&
           a.iterations == b.iterations && a.evaluations == b.evaluations;
}

} // namespace

TEST_CASE("a run shows iterates 0 to K, the last one too", "[optimizer][run]") {
    // theta^2 at the rate 1/4: theta halves, exactly.
    std::vector<std::int64_t> iterations;
    std::vector<double> thetas;
    std::vector<double> rates;
    auto run = quarter.run(cost::QuadraticBowl{}, 8.0);
    for (const auto& now : run) {
        iterations.push_back(now.iteration);
        thetas.push_back(now.theta);
        rates.push_back(now.rate);
        CHECK(now.evaluations == now.iteration + 1);
        CHECK(now.cost == now.theta * now.theta);
        CHECK(now.gradient == 2 * now.theta);
        CHECK(now.gradient_norm == 2 * now.theta);
        CHECK(now.previous.theta == (now.iteration == 0 ? 8 : 2 * now.theta));
        CHECK(now.previous.cost == now.previous.theta * now.previous.theta);
        CHECK(now.update() == now.rate * now.previous.gradient);
    }
    CHECK(iterations == std::vector<std::int64_t>{0, 1, 2, 3, 4});
    CHECK(thetas == std::vector<double>{8, 4, 2, 1, 0.5});
    CHECK(rates == std::vector<double>{0, 0.25, 0.25, 0.25, 0.25});
    CHECK(run.finished());
    CHECK(run.result().outcome == Outcome::budget_spent);
    CHECK(run.result().theta == 0.5);
}

TEST_CASE("a run that is over at the start shows the start", "[optimizer][run]") {
    const GradientDescent idle{rate::Constant{0.25}, stop::AfterIterations{0}};
    auto run = idle.run(cost::QuadraticBowl{}, 8.0);
    CHECK(run.finished());
    CHECK(std::ranges::distance(run.begin(), run.end()) == 1);
    CHECK(run.result().theta == 8);
    CHECK(run.result().evaluations == 1);
    CHECK(run.result().iterations == 0);
}

TEST_CASE("a run goes step by step", "[optimizer][run]") {
    auto run = quarter.run(cost::QuadraticBowl{}, 8.0);
    CHECK(run.now().theta == 8);
    CHECK_FALSE(run.finished());
    run.advance();
    CHECK(run.now().theta == 4);
    for (int more = 0; more < 3; ++more) {
        run.advance();
    }
    CHECK(run.finished());
    run.advance(); // nothing
    CHECK(run.now().iteration == 4);
    CHECK(run.now().theta == 0.5);
}

TEST_CASE("an iterator of a run reads and steps like any other", "[optimizer][run]") {
    auto run = quarter.run(cost::QuadraticBowl{}, 8.0);
    auto at = run.begin();
    CHECK(at->theta == 8);
    ++at;
    CHECK((*at).theta == 4);
    at++;
    CHECK(at->iteration == 2);
    CHECK(at != run.end());
}

TEST_CASE("a run left by break counts as cancelled, and tells what it found", "[optimizer][run]") {
    auto run = quarter.run(cost::QuadraticBowl{}, 8.0);
    for (const auto& now : run) {
        if (now.iteration == 2) {
            break;
        }
    }
    CHECK_FALSE(run.finished());
    const auto found = run.result();
    CHECK(found.outcome == Outcome::cancelled);
    CHECK_FALSE(found.converged());
    CHECK(found.theta == 2);
    CHECK(found.iterations == 2);
    for (const auto& record : found.stop) {
        CHECK_FALSE(record.fired);
    }
}

TEST_CASE("a run left by break can be gone on with", "[optimizer][run]") {
    auto run = quarter.run(cost::QuadraticBowl{}, 8.0);
    for (const auto& now : run) {
        if (now.iteration == 2) {
            break;
        }
    }
    std::vector<std::int64_t> seen;
    for (const auto& now : run) {
        seen.push_back(now.iteration);
    }
    CHECK(seen == std::vector<std::int64_t>{2, 3, 4});
    CHECK(run.result().outcome == Outcome::budget_spent);
}

TEST_CASE("a copy of a run continues with the same bits", "[optimizer][run]") {
    // Momentum, search and stop all have memory, which the copy must have of its own.
    const GradientDescent optimizer{update::Momentum{0.5}, rate::Backtracking{},
                                    stop::InARow{2, stop::GradientBelow{1e-6}} |
                                        stop::AfterIterations{500}};
    auto undisturbed = optimizer.run(Valley{}, far_out);
    while (!undisturbed.finished()) {
        undisturbed.advance();
    }
    auto run = optimizer.run(Valley{}, far_out);
    for (int k = 0; k < 7; ++k) {
        run.advance();
    }
    auto copy = run;
    while (!run.finished()) {
        run.advance();
    }
    CHECK(copy.now().iteration == 7); // the original does not move the copy
    while (!copy.finished()) {
        copy.advance();
    }
    auto assigned = optimizer.run(Valley{}, Eigen::VectorXd(2 * far_out));
    assigned = copy;
    CHECK(run.result().iterations > 10);
    CHECK(same_bits(run.result(), undisturbed.result()));
    CHECK(same_bits(copy.result(), undisturbed.result()));
    CHECK(same_bits(assigned.result(), undisturbed.result()));
    auto moved = std::move(copy);
    CHECK(same_bits(moved.result(), undisturbed.result()));
}

TEST_CASE("minimize and the run by hand give the same bits", "[optimizer][run]") {
    const GradientDescent optimizer{update::Momentum{0.5}, rate::Backtracking{},
                                    stop::GradientBelow{1e-6} | stop::AfterIterations{500}};
    auto run = optimizer.run(Valley{}, far_out);
    for ([[maybe_unused]] const auto& now : run) {
    }
    CHECK(same_bits(run.result(), optimizer.minimize(Valley{}, far_out)));
}

TEST_CASE("observers see each iterate once, in order", "[optimizer]") {
    std::vector<std::int64_t> first;
    std::vector<double> second;
    quarter.minimize(
        cost::QuadraticBowl{}, 8.0, [&](const auto& now) { first.push_back(now.iteration); },
        [&](const auto& now) { second.push_back(now.theta); });
    CHECK(first == std::vector<std::int64_t>{0, 1, 2, 3, 4});
    CHECK(second == std::vector<double>{8, 4, 2, 1, 0.5});
}

namespace {

/// Parts that write down when they are asked.
struct Log {
    std::string* events;
    void note(const std::string& event) const { *events += event + " "; }
};
struct LoggingCost : Log {
    double value_and_gradient(const double& theta, double& gradient) const {
        note("J");
        gradient = 2 * theta;
        return theta * theta;
    }
};
struct LoggingRule : Log {
    const double& direction(const Iterate<double>& now) const {
        note("direction" + std::to_string(now.iteration));
        return now.gradient;
    }
};
struct LoggingRate : Log {
    double rate(const Iterate<double>& now, Line<double> auto&) const {
        note("rate" + std::to_string(now.iteration));
        return 0.25;
    }
};
struct LoggingStop : Log {
    bool check(const Iterate<double>& now) const {
        note("check" + std::to_string(now.iteration));
        return now.iteration == 2;
    }
};

} // namespace

TEST_CASE("a run evaluates, asks the stop, shows, and then moves", "[optimizer]") {
    std::string events;
    const GradientDescent optimizer{LoggingRule{{&events}}, LoggingRate{{&events}},
                                    LoggingStop{{&events}}};
    const auto observer = [&](const char* who) {
        return [&events, who](const Iterate<double>& now) {
            events += who + std::to_string(now.iteration) + " ";
        };
    };
    optimizer.minimize(LoggingCost{{&events}}, 8.0, observer("a"), observer("b"));
    CHECK(events == "J check0 a0 b0 direction0 rate0 "
                    "J check1 a1 b1 direction1 rate1 "
                    "J check2 a2 b2 ");
}

namespace {

/// Steps too short to be told from rounding, but for what `farther` says: once, before the step or, if that
/// fails, after it.
struct FarSighted {
    struct Memory {
        double step = 0;
        int asked = 0;
    };
    bool before;
    double length; ///< of the far step

    Memory init(const Iterate<double>&) const { return {}; }
    const double& direction(Memory& memory, const Iterate<double>& now) const {
        return memory.step = 1e-30 * now.gradient;
    }
    const double* farther(Memory& memory, const Iterate<double>& now, bool stuck) const {
        if (stuck == before || ++memory.asked > 1) {
            return nullptr;
        }
        memory.step = length * (now.gradient > 0 ? 1 : -1);
        return &memory.step;
    }
};
struct NoRate {
    double rate(const Iterate<double>&, Line<double> auto&) const { return 0; }
};
struct ConvergedIfStuck {
    static constexpr bool ends_every_run = true;
    struct Memory {};
    Memory init(const Iterate<double>&) const { return {}; }
    bool check(Memory&, const Iterate<double>& now) const { return now.iteration == 3; }
    Outcome stuck(const Memory&, const Iterate<double>&) const { return Outcome::converged; }
};

/// Steps by the gradient, but for the whole of theta afar: at every iterate but the start.
struct GoesTo0 {
    struct Memory {
        double step = 0;
    };
    Memory init(const Iterate<double>&) const { return {}; }
    const double& direction(Memory& memory, const Iterate<double>& now) const {
        return memory.step = now.gradient / 2;
    }
    const double* farther(Memory& memory, const Iterate<double>& now, bool) const {
        memory.step = now.theta;
        return now.iteration == 0 ? nullptr : &memory.step;
    }
};

/// L-BFGS that counts how often it offers a far step.
struct CountedBfgs : update::LimitedMemoryBfgs {
    int* offered;

    template <Parameters Theta>
    const Theta* farther(Memory<Theta>& memory, const Iterate<Theta>& now, bool stuck) const {
        const Theta* direction = LimitedMemoryBfgs::farther(memory, now, stuck);
        *offered += direction == nullptr ? 0 : 1;
        return direction;
    }
};

/// (x - 100)^2 + 1 in units in which it is 2 at the start, 0, and beyond 1e9 a plain far below.
auto far_bowl() {
    return cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = (x - 100) / 5000;
        if (x > 1e9) {
            return -1e30;
        }
        return (x - 100) * (x - 100) / 10'000 + 1;
    });
}

} // namespace

TEST_CASE("a run goes far where the rule knows of a fall, and otherwise on as before",
          "[optimizer]") {
    struct Row {
        const char* story;
        bool before;
        double length;
        double there; ///< theta_1
        std::int64_t evaluations;
    };
    const auto row = GENERATE(values<Row>({
        {"ten times as far while it falls by a quarter of the promise", true, 1, 100, 5},
        {"the step itself, where ten are too far", true, 20, 20, 3},
        {"too far, the part of it that leads to the least of a parabola", true, 400, 100, 3},
        {"much too far", true, 1e8, 2e-32, 3},
        {"beyond the rise, to where it is far lower than was promised", true, 1e10, 2e-32, 3},
        {"not downhill", true, -1, 2e-32, 3},
        {"where no step was found", false, 20, 20, 3},
        {"where no step was found, and the far one is none", false, 1e8, 0, 2},
    }));
    CAPTURE(row.story);
    const auto check = [&](const auto& rate) {
        const GradientDescent optimizer{FarSighted{row.before, row.length}, rate,
                                        ConvergedIfStuck{}};
        auto run = optimizer.run(far_bowl(), 0.0);
        run.advance();
        CHECK_THAT(run.now().theta, Catch::Matchers::WithinULP(row.there, 4));
        CHECK(run.result().evaluations == row.evaluations);
        CHECK(run.now().iteration == (row.there == 0 ? 0 : 1));
    };
    if (row.before) {
        check(rate::Constant{1});
    } else {
        check(NoRate{});
    }
}

TEST_CASE("a run goes far only where the cost is more than the rounding of that at the start",
          "[optimizer]") {
    struct Row {
        const char* story;
        double start;
        double theta; ///< theta_2: 0 from afar, 1/2 by the gradient
        std::int64_t evaluations;
    };
    const auto row = GENERATE(values<Row>({
        {"1 is rounding of 1e20", 1e10, 0.5, 3},
        {"but not of 4: two trials, one of them ten times as far", 2, 0, 4},
    }));
    CAPTURE(row.story);
    // x^2, whose gradient leads from the start to 1
    const auto J = cost::from_value_and_gradient([&](const double& x, double& gradient) {
        gradient = x == row.start ? 2 * (x - 1) : x;
        return x * x;
    });
    const GradientDescent optimizer{GoesTo0{}, rate::Constant{1}, stop::AfterIterations{2}};
    auto run = optimizer.run(J, row.start);
    run.advance();
    REQUIRE(run.now().theta == 1);
    run.advance();
    CHECK(run.now().theta == row.theta);
    CHECK(run.result().evaluations == row.evaluations);
}

TEST_CASE("a run that goes far counts what it evaluates, and its copy ends with the same bits",
          "[optimizer]") {
    int calls = 0;
    int offered = 0;
    const auto J = cost::from_value_and_gradient(
        [&calls](const Eigen::Vector2d& x, Eigen::Vector2d& gradient) {
            ++calls;
            gradient = x.cwiseProduct(Eigen::Vector2d(1e-8, 2));
            return 1 + x.dot(gradient) / 2;
        });
    const GradientDescent optimizer{CountedBfgs{update::LimitedMemoryBfgs{}, &offered},
                                    rate::StrongWolfe{}, stop::Settled{}};
    auto run = optimizer.run(J, Eigen::Vector2d(3, 4));
    std::vector copies{run};
    while (run.advance()) {
        CHECK(run.now().evaluations == calls);
        copies.push_back(run);
    }
    REQUIRE(offered > 0);
    const auto result = run.result();
    CHECK(result.converged());
    CHECK(result.evaluations == calls);
    for (auto& copy : copies) {
        while (copy.advance()) {
        }
        CHECK(copy.result().theta == result.theta);
        CHECK(copy.result().cost == result.cost);
        CHECK(copy.result().evaluations == result.evaluations);
        CHECK(copy.result().iterations == result.iterations);
    }
}

TEST_CASE("an observer can ask for the end", "[optimizer]") {
    std::stop_source source;
    const GradientDescent optimizer{rate::Constant{0.25}, stop::OnRequest{source.get_token()}};
    const auto result =
        optimizer.minimize(cost::QuadraticBowl{}, 8.0, [&](const Iterate<double>& now) {
            if (now.iteration == 3) {
                source.request_stop();
            }
        });
    CHECK(result.outcome == Outcome::cancelled);
    CHECK(result.iterations == 4); // the next iterate is the first one checked after the request
}

TEST_CASE("an exception of the caller's passes through, and the optimizer is as before",
          "[optimizer]") {
    const auto throwing = [](const Iterate<double>& now) {
        if (now.iteration == 2) {
            throw std::string("enough");
        }
    };
    CHECK_THROWS_AS(quarter.minimize(cost::QuadraticBowl{}, 8.0, throwing), std::string);
    CHECK(quarter.minimize(cost::QuadraticBowl{}, 8.0).theta == 0.5);
}

TEST_CASE("a run at compile time gives the same bits", "[optimizer]") {
    constexpr double theta = [] {
        auto run = quarter.run(cost::QuadraticBowl{}, 3.0);
        while (!run.finished()) {
            run.advance();
        }
        return run.now().theta;
    }();
    STATIC_REQUIRE(theta == 0.1875); // 3 / 2^4
    CHECK(quarter.minimize(cost::QuadraticBowl{}, 3.0).theta == theta);
}

} // namespace descent::tests::runs
