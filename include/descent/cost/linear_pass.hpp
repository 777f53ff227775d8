// SPDX-License-Identifier: MIT
// LinearPass: value and gradient of a sum over a training set where the scores are linear.
#pragma once

#include <descent/cost/loss_block.hpp>
#include <descent/cost/loss_rows.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/apart.hpp>
#include <descent/kernel/block_kernel.hpp>
#include <descent/kernel/fused_pass.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <vector>

namespace descent::cost {

/// The sum of l(theta_0 + x_i . theta, y_i) and its gradient, in one pass over X. The object is the
/// scratch memory of the passes over one X, and knows it by its kernel alone: all matrices that lie
/// alike are one type to it.
template <class Kernel, class Scalar>
    requires kernel::BlockKernel<Kernel, Scalar>
class LinearPass {
public:
    using Scores = Eigen::ArrayXX<Scalar>; ///< [m x outputs]

    /// @param kernel      of X
    /// @param intercepts  0 or 1: whether there is a theta_0
    /// @param outputs     columns of theta
    /// @param targets     columns of y
    /// @param weighted    whether y comes with weights
    LinearPass(const Kernel& kernel, Index intercepts, Index outputs, Index targets, bool weighted)
        : pass_{kernel, intercepts, outputs},
          blocks_(static_cast<std::size_t>(pass_.lanes()),
                  kernel::Apart<Block>{Block{pass_.block(), targets, weighted}}) {}

    /// One pass over X.
    ///
    /// @param kernel    of the same X as the constructor's
    /// @param y         of its examples [m x targets], with weights [m] if the constructor said so
    /// @param theta     [intercepts + n x outputs]
    /// @param gradient  of the sum of losses, with theta's shape: every entry is written
    /// @param kept      where the scores of all examples go [m x outputs], if not null
    /// @return sums of losses times weights, and of weights; `gradient` is that of the former
    template <class Y, class L, class Theta>
    kernel::Sums<Scalar> run(const Kernel& kernel, const Y& y, const L& loss, const Theta& theta,
                             Theta& gradient, Scores* kept) {
        const Index intercepts = pass_.intercept().rows();
        pass_.intercept() = theta.topRows(intercepts);
        pass_.slopes() = theta.bottomRows(kernel.columns());
        const auto sums = this->sums(kernel, y, loss, kept);
        gradient.topRows(intercepts) = pass_.intercept_gradient();
        gradient.bottomRows(kernel.columns()) = pass_.slopes_gradient();
        return sums;
    }

    /// The sums at scores here + share (there - here), without X.
    ///
    /// @param y      as for `run`
    /// @param here   scores that `run` kept, at one theta [m x outputs]
    /// @param there  at another [m x outputs]
    /// @return the sums that `run` gives, and the derivative of the first with respect to share
    template <class Y, class L>
    kernel::LineSums<Scalar> along(const Y& y, const L& loss, const Scores& here,
                                   const Scores& there, Scalar share) {
        return pass_.sweep([&](Index i, Index b, auto& lane, int thread) {
            const auto change = there.middleRows(i, b) - here.middleRows(i, b);
            lane.scores.topRows(b) = here.middleRows(i, b) + share * change;
            kernel::LineSums<Scalar> part;
            part.sums = block(thread).apply(loss, y, i, b, lane.scores, lane.derivatives);
            const auto derivatives = lane.derivatives.topRows(b);
            if constexpr (data::is_weighted<Y>) { // of weight 0: absent, whatever its scores
                part.slope = (derivatives == 0).select(derivatives, derivatives * change).sum();
            } else {
                part.slope = (derivatives * change).sum();
            }
            return part;
        });
    }

private:
    using Block = LossBlock<Scalar>;

    Block& block(int thread) { return *blocks_[static_cast<std::size_t>(thread)]; }

    template <class Y, class L>
    kernel::Sums<Scalar> sums(const Kernel& kernel, const Y& y, const L& loss, Scores* kept) {
        if constexpr (OneByOne<L, Y, Scalar>) {
            using Rows = LossRows<L, Y, Scalar>;
            if constexpr (kernel::FusingKernel<Kernel, Rows, Scalar>) {
                if (kernel.fuses() && pass_.slopes().cols() == 1) {
                    return pass_.run_fused(kernel, [&](Index i, Index b) {
                        return Rows{loss, y, kernel::block_follows(i, b, y.rows()) ? b : 0,
                                    kept == nullptr ? nullptr : kept->data()};
                    });
                }
            }
        }
        return pass_.run(kernel, [&](Index i, Index b, auto& lane, int thread) {
            if (kept != nullptr) {
                kept->middleRows(i, b) = lane.scores.topRows(b);
            }
            return block(thread).apply(loss, y, i, b, lane.scores, lane.derivatives);
        });
    }

    kernel::FusedPass<Kernel, Scalar> pass_;
    std::vector<kernel::Apart<Block>> blocks_; ///< of each lane
};

} // namespace descent::cost
