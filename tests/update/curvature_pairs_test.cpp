// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/curvature_pairs.hpp>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace curvature_pairs_tests {

using namespace descent;
using update::CurvaturePairs;
using Vector = Eigen::VectorXd;
using Long = Eigen::VectorX<long double>;

/// A run through random points of a quadratic with curvatures from 1 to 3, and a bend that makes
/// the curvature of a step onto every fifth point negative.
class Walk {
public:
    explicit Walk(Index n) : now_{made_up::first(point(n), point(n))} {}

    const Iterate<Vector>& now() const { return now_; }

    void go_on() {
        const Vector theta = point(now_.theta.size());
        const bool bend = (now_.iteration + 1) % 5 == 0;
        Vector change = theta - now_.theta;
        for (Index i = 0; i < change.size(); ++i) {
            change[i] *= bend ? -1 : 2 + std::sin(static_cast<double>(i));
        }
        now_ = made_up::after<Vector>(now_, theta, now_.gradient + change);
    }

private:
    Vector point(Index n) {
        return Vector::NullaryExpr(n, [this] { // of [-1/2, 1/2]
            return static_cast<double>(bits_()) / std::mt19937::max() - 0.5;
        });
    }

    std::mt19937 bits_{3};
    Iterate<Vector> now_;
};

/// The two loops as the book has them, in long double, over the free entries of all pairs.
class Book {
public:
    explicit Book(std::size_t memory) : memory_{memory} {}

    void add(const Iterate<Vector>& now) {
        const Long s = (now.theta - now.previous.theta).cast<long double>();
        const Long y = (now.gradient - now.previous.gradient).cast<long double>();
        if (pairs_.size() == memory_) {
            pairs_.erase(
                pairs_.begin()); // the oldest makes place, also for a pair that is left out
        }
        if (s.dot(y) > 0) {
            pairs_.push_back({s, y});
        }
    }

    Long turn(const Vector& x, const Vector& free_entries) const {
        const Long free = free_entries.cast<long double>();
        Long d = x.cast<long double>().cwiseProduct(free);
        std::vector<long double> a(pairs_.size());
        long double scale = 0;
        for (std::size_t k = pairs_.size(); k-- > 0;) {
            const auto& [s, y] = pairs_[k];
            const long double sy = s.cwiseProduct(y).dot(free);
            if (sy > 0) {
                scale = scale > 0 ? scale : sy / y.cwiseAbs2().dot(free);
                a[k] = s.dot(d) / sy;
                d -= a[k] * y.cwiseProduct(free);
            }
        }
        d *= scale;
        for (std::size_t k = 0; k < pairs_.size(); ++k) {
            const auto& [s, y] = pairs_[k];
            const long double sy = s.cwiseProduct(y).dot(free);
            if (sy > 0) {
                d += (a[k] - y.dot(d) / sy) * s.cwiseProduct(free);
            }
        }
        return d;
    }

    std::size_t kept() const { return pairs_.size(); }

private:
    std::size_t memory_;
    std::vector<std::array<Long, 2>> pairs_;
};

/// What is free at an iteration: all, or all but every third, or all but two entries in another
/// place; each for a while.
Vector free_entries(Index n, std::int64_t iteration) {
    Vector free = Vector::Ones(n);
    const std::int64_t stage = iteration / 4 % 4;
    if (stage == 1) {
        for (Index i = 0; i < n; i += 3) {
            free[i] = 0;
        }
    } else if (stage == 2) {
        free[iteration % n] = free[n - 1] = 0;
    }
    return free;
}

void check_walk(Index n, int memory, bool all_free) {
    CAPTURE(n, memory, all_free);
    Walk walk{n};
    CurvaturePairs<Vector> pairs{n, memory};
    Book book{static_cast<std::size_t>(memory)};
    Vector last_free = Vector::Ones(n);
    Vector d = walk.now().gradient;
    for (int k = 0; k < 40; ++k) {
        walk.go_on();
        const auto& now = walk.now();
        const Vector free = all_free ? Vector(Vector::Ones(n)) : free_entries(n, now.iteration);
        const double* mask = (free.array() == 1).all() ? nullptr : free.data();
        const Vector x = now.gradient.cwiseProduct(free);
        book.add(now);
        pairs.add(now, x.data(), mask, free == last_free);
        last_free = free;
        CHECK(pairs.kept() == static_cast<Index>(book.kept()));
        auto copy = pairs;
        const bool turned = pairs.turn(x.data(), now, d, mask);
        const Long expected = book.turn(x, free);
        CAPTURE(k);
        REQUIRE(turned == (expected.norm() > 0));
        if (turned) {
            // 2 memory sums of n terms, each amplified by the condition number 3 at most: n times
            // 40 roundings at most, of terms about as large as x
            const double error =
                static_cast<double>((d.cast<long double>() - expected).cwiseAbs().maxCoeff());
            CHECK(error <= 40. * static_cast<double>(n) * std::numeric_limits<double>::epsilon() *
                               (1 + static_cast<double>(expected.cwiseAbs().maxCoeff())));
            Vector in_place = x; // a copy goes on with the same bits, x may be where d is
            CHECK(copy.turn(in_place.data(), now, in_place, mask));
            CHECK(in_place == d);
        }
    }
}

TEST_CASE("CurvaturePairs makes the direction of the book", "[update][bfgs]") {
    for (const Index n : {1, 2, 5, 31, 64, 700, 1300}) { // of one block, and of more
        for (const int memory : {1, 2, 4, 9}) {
            check_walk(n, memory, true);
        }
    }
}

TEST_CASE("CurvaturePairs keeps to the free entries", "[update][bfgs]") {
    for (const Index n : {5, 31, 64, 700, 1300}) {
        for (const int memory : {1, 2, 4, 9}) {
            check_walk(n, memory, false);
        }
    }
}

TEST_CASE("CurvaturePairs forgets pairs that turn uphill", "[update][bfgs]") {
    Walk walk{100};
    CurvaturePairs<Vector> pairs{100, 3};
    walk.go_on();
    Vector d = walk.now().gradient;
    pairs.add(walk.now(), walk.now().gradient.data());
    CHECK(pairs.kept() == 1);
    // H is positive definite: H x leads uphill for the gradient -x
    Iterate<Vector> uphill = walk.now();
    uphill.gradient = -uphill.gradient;
    CHECK(!pairs.turn(walk.now().gradient.data(), uphill, d));
    CHECK(pairs.kept() == 0);
    CHECK(!pairs.turn(walk.now().gradient.data(), walk.now(), d));
}

TEST_CASE("CurvaturePairs goes far only where no pair has been", "[update][bfgs]") {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    for (const Index n : {5, 31, 64, 700, 1300}) {
        for (const bool all_free : {true, false}) {
            CAPTURE(n, all_free);
            Walk walk{n};
            CurvaturePairs<Vector> pairs{n, 3};
            const Vector free = all_free ? Vector(Vector::Ones(n)) : free_entries(n, 4);
            const double* mask = all_free ? nullptr : free.data();
            for (int k = 0; k < 4; ++k) {
                walk.go_on();
                const Vector x = walk.now().gradient.cwiseProduct(free);
                pairs.add(walk.now(), x.data(), mask, k > 0);
            }
            Iterate<Vector> now = walk.now();
            const Vector x = now.gradient.cwiseProduct(free);
            Vector d = x;
            REQUIRE(pairs.turn(x.data(), now, d, mask));
            const double near_promise = now.gradient.dot(d);
            now.cost = -1e6 * near_promise / std::sqrt(epsilon);
            Vector far = x;
            REQUIRE(pairs.turn_far(x.data(), now, far, mask));
            CHECK(now.gradient.dot(far) >= 1e6 * near_promise * (1 - 1e-9));
            CHECK(far.cwiseProduct(Vector::Ones(n) - free).isZero(0));
            // H y = s for the newest pair, of whatever length the rest is
            const Vector y = (now.gradient - now.previous.gradient).cwiseProduct(free);
            CHECK(std::abs(y.dot(far - d)) <= 1e3 * epsilon * y.norm() * far.norm());
            // a cost whose rounding is less than what the step promises asks for no more
            now.cost = near_promise / 1e6;
            REQUIRE(pairs.turn_far(x.data(), now, far, mask));
            CHECK((far - d).norm() <= 1e3 * epsilon * d.norm());
        }
    }
}

TEST_CASE("CurvaturePairs is lost after 9 directions in a row that promise only rounding",
          "[update][bfgs]") {
    Walk walk{5};
    CurvaturePairs<Vector> pairs{5, 3};
    walk.go_on();
    const Vector x = walk.now().gradient;
    pairs.add(walk.now(), x.data());
    Iterate<Vector> now = walk.now();
    Vector d = x;
    const auto turn = [&](double cost, int times) {
        now.cost = cost;
        for (int k = 0; k < times; ++k) {
            REQUIRE(pairs.turn(x.data(), now, d));
        }
        return pairs.lost();
    };
    CHECK(!turn(1e20, 8));
    CHECK(!turn(1, 1));
    CHECK(!turn(1e20, 8));
    CHECK(turn(1e20, 1));
    CHECK(pairs.turn_far(x.data(), now, d));
    CHECK(!pairs.lost()); // once
    CHECK(!turn(1e20, 20));
    CHECK(!turn(1, 1));
    CHECK(!turn(1e20, 8));
    CHECK(pairs.turn_far(x.data(), now, d)); // asked by a search that is stuck: no direction
    CHECK(!pairs.lost());
    CHECK(turn(1e20, 1));
    CHECK(!turn(1, 1));
    CHECK(turn(1e20, 9));
    pairs.forget();
    CHECK(!pairs.lost());
    CHECK(!pairs.turn_far(x.data(), now, d));
}

} // namespace curvature_pairs_tests
