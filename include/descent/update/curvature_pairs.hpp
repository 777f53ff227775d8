// SPDX-License-Identifier: MIT
// CurvaturePairs: the last steps and changes of the gradient, and the direction they make.
#pragma once

#include <descent/core/flat.hpp>
#include <descent/core/iterate.hpp>
#include <descent/kernel/columns.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

namespace descent::update {

/// The last pairs s = theta_{i+1} - theta_i, y = gradient_{i+1} - gradient_i, and H x, the product
/// of a column with the approximate inverse Hessian that they make:
///     q = x,        from the newest pair:  a = s.q / s.y,  q <- q - a y
///     d = scale q,  from the oldest pair:  b = y.d / s.y,  d <- d + (a - b) s
/// with scale = s.y / y.y of the newest. A pass over q or d for each pair would take longer than the
/// pairs themselves. So the products of a loop are taken in one pass, at its beginning, and what the
/// pairs before one add to its product is made up for:
///     s.q = s.x - sum of a_j s.y_j over the pairs j newer than s
///     y.d = scale y.q + sum of (a_j - b_j) s_j.y over the pairs j older than y
/// The products of an older step and a newer change are kept, so these are sums of a few numbers.
///
/// Steps and changes may be restricted to the entries of theta that are free; those of x and H x
/// that are not are 0. Then pairs whose s.y, so restricted, is not well above 0 are left out.
///
/// Expense  2 memory thetas and memory^2 numbers; for a pair and a direction, the steps are read
///          twice and the changes once. No allocation after the start.
/// Source   [NocedalWright2006], algorithm 7.4. Differs: the order of the sums.
template <Parameters Theta>
class CurvaturePairs {
public:
    using Scalar = scalar_t<Theta>;

    /// @param n       entries of theta
    /// @param memory  how many pairs are kept; >= 1
    CurvaturePairs(Index n, Index memory)
        : steps_{Pairs::Zero(n, memory)}, changes_{steps_}, sums_{Square::Zero(memory, memory)},
          ss_{Numbers::Zero(memory)}, yy_{ss_}, inverse_{ss_}, weights_{ss_}, products_{ss_} {}

    Index kept() const { return kept_; }

    void forget() {
        kept_ = next_ = 0;
        lost_ = 0;
    }

    /// Writes the pair that led to `now` over the oldest, and keeps it if its curvature is
    /// positive.
    ///
    /// @param x     what `turn` is going to be asked about
    /// @param free  1 for an entry that is free, 0 for one that is not; null if all are
    /// @param same  whether the same entries were free at the last call
    void add(const Iterate<Theta>& now, const Scalar* x, const Scalar* free = nullptr,
             bool same = true) {
        if (kept_ == memory()) {
            --kept_; // the oldest is overwritten
        }
        auto s = steps_.col(next_);
        auto y = changes_.col(next_);
        const auto theta = flat(now.theta);
        const auto gradient = flat(now.gradient);
        const auto last_theta = flat(now.previous.theta);
        const auto last_gradient = flat(now.previous.gradient);
        Scalar ss = 0;
        Scalar sy = 0;
        Scalar yy = 0;
        products_.setZero();
        clear(next_);
        in_blocks([&](Index i, Index rows) {
            s.segment(i, rows) = theta.segment(i, rows) - last_theta.segment(i, rows);
            y.segment(i, rows) = gradient.segment(i, rows) - last_gradient.segment(i, rows);
            ss += s.segment(i, rows).squaredNorm();
            sy += s.segment(i, rows).dot(y.segment(i, rows));
            yy += y.segment(i, rows).squaredNorm();
            if (same && !(few() && free == nullptr)) {
                multiply(i, rows, x, free);
            }
        });
        if (curved(ss, sy, yy)) {
            if (free == nullptr) { // the others are taken by `mask`
                ss_[next_] = ss;
                yy_[next_] = yy;
            }
            if (few() && free == nullptr) {
                sums_(next_, next_) = sy;
            }
            judge(next_);
            next_ = after(next_);
            ++kept_;
        } else { // it stays among those that are read, with a weight of 0
            s.setZero();
            y.setZero();
        }
        if (!same) {
            renew(x, free);
        }
    }

    /// d = H x, with x and the free entries of the last call of `add`.
    ///
    /// @param d  may be where x is
    /// @return   whether there are pairs of use and d leads downhill, d . gradient > 0. If rounding
    ///           made them turn d uphill, the pairs are forgotten.
    bool turn(const Scalar* x, const Iterate<Theta>& now, Theta& d, const Scalar* free = nullptr) {
        const Index newest = newest_of_use();
        if (newest < 0) {
            lost_ = 0;
            return false;
        }
        const Scalar fall = turned(newest, x, now.gradient, d, free, 0);
        if (!(fall > 0)) {
            forget();
            return false;
        }
        lost_ = fall > 4 * epsilon * magnitude(now.cost) ? 0 : lost_ + 1;
        return true;
    }

    /// Whether 9 directions in a row have promised no more than the rounding of the cost,
    /// gradient . d <= 4 eps |J|: one more, and stop::Settled calls it the end.
    bool lost() const { return lost_ == 9; }

    /// The direction of a step that is not lost in rounding: with `scale` so large that d promises
    /// sqrt(eps) |J|. Only what the pairs have not explored grows by it; along what they have, d is
    /// the step to the minimum as before. The pairs may be those of the iterate before.
    ///
    /// @return  whether there are pairs of use, and d promises so much but for rounding
    [[gnu::cold]] bool turn_far(const Scalar* x, const Iterate<Theta>& now, Theta& d,
                                const Scalar* free = nullptr) {
        lost_ += lost() ? 1 : 0; // not twice
        const Index newest = newest_of_use();
        if (newest < 0) {
            return false;
        }
        if (!few()) {
            products_.setZero();
            in_blocks([&](Index i, Index rows) {
                columns(steps_, i, rows).add_products(x + i, products_.data());
            });
        }
        const Scalar promise = std::sqrt(epsilon) * magnitude(now.cost);
        return turned(newest, x, now.gradient, d, free, promise) >= promise / 2;
    }

private:
    using Pairs = Eigen::Matrix<Scalar, fixed_size<Theta>, Eigen::Dynamic>;
    using Numbers = Eigen::VectorX<Scalar>;
    using Square = Eigen::MatrixX<Scalar>;

    static constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();

    /// Entries of all columns that stay in cache between two uses.
    static constexpr Index block = 512;

    Index memory() const { return steps_.cols(); }
    Index after(Index c) const { return c + 1 == memory() ? 0 : c + 1; }
    Index before(Index c) const { return c == 0 ? memory() - 1 : c - 1; }

    Index oldest() const { return next_ < kept_ ? next_ - kept_ + memory() : next_ - kept_; }

    /// Calls work(i, rows) for stretches of entries.
    void in_blocks(const auto& work) const {
        const Index n = steps_.rows();
        for (Index i = 0; i < n; i += block) {
            work(i, n - i < block ? n - i : block);
        }
    }

    /// Whether passes over theta take less time than what avoids them.
    bool few() const { return steps_.rows() * kernel::Packets<Scalar>::lanes < 64; }

    /// The newest pair of use; -1 if there is none.
    Index newest_of_use() const {
        Index newest = before(next_);
        for (Index age = 1; age < kept_ && inverse_[newest] == 0; ++age) {
            newest = before(newest);
        }
        return kept_ == 0 || inverse_[newest] == 0 ? Index(-1) : newest;
    }

    /// d = H x. Returns gradient . d, or 0 if that is not finite.
    Scalar turned(Index newest, const Scalar* x, const Theta& gradient, Theta& d,
                  const Scalar* free, Scalar promise) {
        const Scalar scale = sums_(newest, newest) / yy_[newest];
        if (few()) {
            turn_one_by_one(x, scale, d, free, promise);
        } else {
            turn_at_once(x, scale, flat(d).data(), free, promise);
        }
        const Scalar fall = dot(gradient, d);
        return is_finite(fall) ? fall : Scalar(0);
    }

    /// The scale with which q alone promises so much, if that is larger.
    static Scalar at_least(Scalar scale, Scalar promise, const auto& q) {
        if (promise == 0) {
            return scale;
        }
        const Scalar longer = promise / q.squaredNorm();
        return longer > scale && is_finite(longer) ? longer : scale;
    }

    /// The two loops as they are written.
    void turn_one_by_one(const Scalar* x, Scalar scale, Theta& out, const Scalar* free,
                         Scalar promise) {
        using Entries = Eigen::Map<const Column<Theta>>;
        auto d = flat(out);
        const auto add = [&](Scalar weight, const auto& column) {
            if (free == nullptr) {
                d += weight * column;
            } else {
                d += weight * column.cwiseProduct(Entries{free, d.size()});
            }
        };
        d = Entries{x, d.size()};
        for (Index age = 1, c = before(next_); age <= kept_; ++age, c = before(c)) {
            weights_[c] = -steps_.col(c).dot(d) * inverse_[c];
            add(weights_[c], changes_.col(c));
        }
        scale = at_least(scale, promise, d);
        Scalar product = scale * changes_.col(oldest()).dot(d);
        d *= scale;
        for (Index age = kept_, c = oldest(); age >= 1; --age, c = after(c)) {
            add(-weights_[c] - product * inverse_[c], steps_.col(c));
            product = changes_.col(after(c)).dot(d);
        }
    }

    /// The two loops with their products taken at once.
    void turn_at_once(const Scalar* x, Scalar scale, Scalar* d, const Scalar* free,
                      Scalar promise) {
        const Index newest = before(next_);
        for (Index age = 1, c = newest; age <= kept_; ++age, c = before(c)) {
            Scalar product = products_[c];
            for (Index newer = newest; newer != c; newer = before(newer)) {
                product += weights_[newer] * sums_(c, newer);
            }
            weights_[c] = -product * inverse_[c];
        }
        products_.setZero();
        in_blocks([&](Index i, Index rows) {
            const auto changes = columns(changes_, i, rows);
            changes.combine(1, x + i, weights_.data(), d + i);
            hold_free(i, rows, free, d);
            changes.add_products(d + i, products_.data());
        });
        scale = at_least(scale, promise, Eigen::Map<const Numbers>{d, steps_.rows()});
        const Index start = oldest();
        for (Index age = kept_, c = start; age >= 1; --age, c = after(c)) {
            Scalar product = scale * products_[c];
            for (Index older = start; older != c; older = after(older)) {
                product += products_[older] * sums_(older, c);
            }
            products_[c] = -weights_[c] - product * inverse_[c];
        }
        in_blocks([&](Index i, Index rows) {
            columns(steps_, i, rows).combine(scale, d + i, products_.data(), d + i);
            hold_free(i, rows, free, d);
        });
    }

    /// Entries i, ..., i + rows - 1 of the columns that have been written.
    kernel::Columns<Scalar> columns(const Pairs& pairs, Index i, Index rows) const {
        // a ring that is not full begins at column 0
        return {pairs.data() + i, pairs.rows(), rows, next_ == kept_ ? kept_ : memory()};
    }

    /// Adds entries i, ..., i + rows - 1 to the products of the newest change, with the steps up to
    /// its own, and of these with x.
    void multiply(Index i, Index rows, const Scalar* x, const Scalar* free) {
        Scalar masked[std::size_t{block}];
        const Scalar* y =
            free == nullptr ? &changes_(i, next_) : mask(next_, i, rows, free, masked);
        const Index first = few() ? next_ : 0;
        const kernel::Columns<Scalar> steps{&steps_(i, first), steps_.rows(), rows,
                                            few() ? 1 : kept_ + 1};
        steps.add_products(y, &sums_(first, next_), x + i, &products_[first]);
    }

    /// Takes all products anew: other entries are free.
    void renew(const Scalar* x, const Scalar* free) {
        products_.setZero();
        for (Index c = 0; c < memory(); ++c) {
            clear(c);
        }
        const Index start = oldest();
        in_blocks([&](Index i, Index rows) {
            Scalar masked[std::size_t{block}];
            columns(steps_, i, rows).add_products(x + i, products_.data());
            for (Index age = kept_, c = start; age >= 1; --age, c = after(c)) {
                const Scalar* y = mask(c, i, rows, free, masked);
                const auto add = [&](Index first, Index end) {
                    kernel::Columns<Scalar>{&steps_(i, first), steps_.rows(), rows, end - first}
                        .add_products(y, &sums_(first, c));
                };
                if (c < start) { // older ones lie at both ends of the ring
                    add(start, memory());
                }
                add(c < start ? 0 : start, c + 1);
            }
        });
        for (Index c = 0; c < memory(); ++c) {
            judge(c);
        }
    }

    /// Adds entries i, ..., i + rows - 1 to s.s and y.y of the pair c.
    ///
    /// @return  those of y: in place, or in `masked` with 0 for what is not free
    const Scalar* mask(Index c, Index i, Index rows, const Scalar* free, Scalar* masked) {
        using Entries = Eigen::Map<const Numbers>;
        const Entries s{&steps_(i, c), rows};
        const Entries y{&changes_(i, c), rows};
        if (free == nullptr) {
            ss_[c] += s.squaredNorm();
            yy_[c] += y.squaredNorm();
            return y.data();
        }
        const Entries f{free + i, rows};
        Eigen::Map<Numbers> out{masked, rows};
        out = y.cwiseProduct(f);
        ss_[c] += s.cwiseAbs2().dot(f);
        yy_[c] += out.squaredNorm();
        return masked;
    }

    /// Sets the entries that are not free to 0.
    static void hold_free(Index i, Index rows, const Scalar* free, Scalar* x) {
        if (free != nullptr) {
            Eigen::Map<Numbers>{x + i, rows}.array() *=
                Eigen::Map<const Numbers>{free + i, rows}.array();
        }
    }

    void clear(Index c) {
        sums_.col(c).setZero();
        ss_[c] = yy_[c] = 0;
    }

    /// Whether the pair c is of use.
    void judge(Index c) {
        const Scalar sy = sums_(c, c);
        inverse_[c] = curved(ss_[c], sy, yy_[c]) ? 1 / sy : Scalar(0);
    }

    /// Whether the curvature s.y is well above 0, in any unit of J and theta.
    static bool curved(Scalar ss, Scalar sy, Scalar yy) {
        return sy > epsilon * std::sqrt(ss) * std::sqrt(yy) && is_finite(1 / sy) &&
               is_finite(sy / yy);
    }

    Pairs steps_;      ///< s, a column each, used as a ring
    Pairs changes_;    ///< y, likewise
    Square sums_;      ///< s_i . y_j, of an older step i and a newer change j, and of each pair
    Numbers ss_;       ///< s . s
    Numbers yy_;       ///< y . y
    Numbers inverse_;  ///< 1 / s.y; 0: the pair is left out
    Numbers weights_;  ///< -a
    Numbers products_; ///< s.x; then y.q; then a - b
    Index kept_ = 0;   ///< pairs in the ring
    Index next_ = 0;   ///< the column of the next pair
    int lost_ = 0;     ///< directions in a row whose promise is lost in rounding
};

} // namespace descent::update
