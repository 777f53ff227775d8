// SPDX-License-Identifier: MIT
// ExamplePass: value and gradient of a sum over a training set, one example after another.
#pragma once

#include <descent/concepts/hypothesis.hpp>
#include <descent/concepts/loss_function.hpp>
#include <descent/cost/loss_block.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/apart.hpp>
#include <descent/kernel/chunk_sums.hpp>
#include <descent/kernel/kernel_for.hpp>

#include <concepts>
#include <limits>
#include <vector>

namespace descent::cost {

/// The sum of l(h_theta(x_i), y_i) and its gradient for hypotheses that are not linear. The object
/// is the scratch memory of the passes over one X.
template <class X, class Theta>
class ExamplePass {
    using Scalar = scalar_t<Theta>;
    /// Whether a row of X can be handed to the hypothesis as it is.
    static constexpr bool as_it_is = !kernel::Sparse<X> && std::same_as<typename X::Scalar, Scalar>;

public:
    ExamplePass(const X& x, const Theta& theta) : sums_{Part{theta, {}}, chunks(x)} {
        const Index copied = as_it_is ? 0 : x.cols();
        lanes_.resize(static_cast<std::size_t>(sums_.lanes()),
                      kernel::Apart<Lane>{Lane{theta, Eigen::VectorX<Scalar>::Zero(copied)}});
    }

    /// One pass over X: the sums, and the gradient of the first into `gradient`.
    template <class Y, class L, class H>
    kernel::Sums<Scalar> run(const X& x, const Y& y, const L& loss, const H& hypothesis,
                             const Theta& theta, Theta& gradient) {
        const kernel::Chunks pieces = chunks(x);
        sums_.run(
            pieces,
            [&](int thread, Index) { // so that an entry which the hypothesis forgets shows
                lane(thread).gradient.setConstant(std::numeric_limits<Scalar>::quiet_NaN());
            },
            [&](int thread, Index chunk, Part& part) {
                Lane& own = lane(thread);
                for (Index i = pieces.begin(chunk); i < pieces.end(chunk); ++i) {
                    add(x, y, i, loss, hypothesis, theta, own, part);
                }
            });
        gradient = sums_.total().gradient;
        return sums_.total().sums;
    }

private:
    struct Part {
        Theta gradient;
        kernel::Sums<Scalar> sums;

        void clear() {
            gradient.setZero();
            sums = {};
        }
        void add(const Part& other) {
            gradient += other.gradient;
            sums += other.sums;
        }
    };

    struct Lane {
        Theta gradient;               ///< of h at one example
        Eigen::VectorX<Scalar> input; ///< x of one example, if it must be copied
    };

    Lane& lane(int thread) { return *lanes_[static_cast<std::size_t>(thread)]; }

    static kernel::Chunks chunks(const X& x) {
        return {x.rows(), static_cast<double>(x.cols()) * static_cast<double>(sizeof(Scalar))};
    }

    template <class Y, class L, class H>
    static void add(const X& x, const Y& y, Index i, const L& loss, const H& hypothesis,
                    const Theta& theta, Lane& lane, Part& part) {
        Scalar weight = 1;
        if constexpr (data::is_weighted<Y>) {
            weight = y.template weight<Scalar>(i);
            if (weight == 0) {
                return;
            }
            if (weight < 0) { // changed since it was checked: as a NaN does, it spoils the value
                weight = std::numeric_limits<Scalar>::quiet_NaN();
            }
        }
        const auto target = static_cast<Scalar>(data::targets_of(y).coeff(i));
        const Scalar h = [&] {
            if constexpr (as_it_is) {
                const auto input = x.row(i).transpose();
                return static_cast<Scalar>(
                    hypothesis.value_and_gradient(theta, input, lane.gradient));
            } else {
                lane.input = x.row(i).transpose().template cast<Scalar>();
                return static_cast<Scalar>(
                    hypothesis.value_and_gradient(theta, lane.input, lane.gradient));
            }
        }();
        part.gradient += (weight * static_cast<Scalar>(loss.derivative(h, target))) * lane.gradient;
        part.sums += {weight * static_cast<Scalar>(loss.value(h, target)), weight};
    }

    kernel::ChunkSums<Part> sums_;
    std::vector<kernel::Apart<Lane>> lanes_;
};

} // namespace descent::cost
